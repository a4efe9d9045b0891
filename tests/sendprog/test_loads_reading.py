"""What comes out of a file, cell by cell; and that nothing but Unreadable ever comes out instead."""

import csv
import datetime
import json
import time
from pathlib import Path

import pytest

from sendprog.loads.file_reader import read_file, read_pasted
from sendprog.loads.grid import Cell, Grid, Holds
from sendprog.loads.messages import Message, Unreadable
from sendprog.pages.exports import csv_bytes
from sendprog.pages.workbooks import WorkbookSheet, workbook_bytes
from tests.sendprog.test_loads_limits import (
    MAIN,
    OFFICE,
    ROWS_OF_TWO,
    parts_of_a_workbook,
    refused,
    sheet,
    workbook_with,
)

CORPUS = Path(__file__).parent.parent / "import_corpus"
with (CORPUS / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
    MANIFEST = {line["file"]: line for line in csv.DictReader(file)}
# Refused as a whole: what is wrong can't be told cell by cell.
NEVER_A_GRID = {
    name
    for name, line in MANIFEST.items()
    if line["outcome"] == "reject"
    and not line["also_ok"]
    and name.endswith((".xls", ".xlsm", ".xlsx"))
} - {
    "xlsx_header_only.xlsx",
    "xlsx_hidden_fraction.xlsx",
    "xlsx_rtl_month.xlsx",
    "xlsx_script_text.xlsx",
    "xlsx_serial_negative.xlsx",
}


def of_corpus(name: str) -> Grid | str:
    """The grid of a file of the corpus, or the reasons why there is none."""
    line = MANIFEST[name]
    try:
        return read_file(
            json.loads(line["upload_as"]) if line["upload_as"] else name,
            (CORPUS / name).read_bytes(),
        )
    except Unreadable as error:
        return " ".join(str(message) for message in error.messages)


def test_the_corpus_is_whole():
    assert len(MANIFEST) == 129 and all((CORPUS / name).exists() for name in MANIFEST)
    assert len(NEVER_A_GRID) == 14


@pytest.mark.parametrize("name", MANIFEST)
def test_each_file_of_the_corpus_is_read_or_refused_within_2_seconds(name):
    began = time.process_time()
    found = of_corpus(name)
    assert time.process_time() - began < 2
    line = MANIFEST[name]
    if isinstance(found, str):
        assert "reject" in (line["outcome"], line["also_ok"])
        assert all(part in found.lower() for part in line["locate"].lower().split(", ")[:1])
    else:
        assert name not in NEVER_A_GRID
        assert line["rows"] in ("0", str(len(found.rows) - 1))


def test_what_the_refusals_must_say():
    assert "Save as .xlsx or .csv" in of_corpus("legacy.xls")
    assert "Remove the password" in of_corpus("password.xlsx")


def column(grid: Grid, number: int) -> list[Cell]:
    return [row.cells[number] for row in grid.rows[1:]]


def test_a_date_at_the_end_of_its_day_stays_in_its_month():
    cell = column(of_corpus("xlsx_end_of_month_2359.xlsx"), 0)[0]
    assert (cell.holds, cell.day, cell.text) == (
        Holds.DATE,
        datetime.date(2024, 11, 30),
        "2024-11-30",
    )


def test_a_number_keeps_what_the_sheet_hides():
    cell = column(of_corpus("xlsx_hidden_fraction.xlsx"), 3)[1]
    assert (cell.text, cell.holds, cell.shown_as) == ("166.6", Holds.NUMBER, "0")


def test_a_serial_without_a_date_format_and_a_negative_one_are_numbers():
    assert column(of_corpus("xlsx_serial_general.xlsx"), 0)[0] == Cell("45597", Holds.NUMBER)
    assert column(of_corpus("xlsx_serial_negative.xlsx"), 0)[0].holds is Holds.NUMBER


def test_a_covered_cell_has_no_value():
    assert [cell.holds for cell in column(of_corpus("xlsx_merged_value.xlsx"), 5)][-2:] == [
        Holds.NUMBER,
        Holds.NO_VALUE,
    ]


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("xlsx_formula_stale.xlsx", "out of date (D3)"),
        ("xlsx_hidden_column.xlsx", "hides columns: they are read too (old)"),
        ("xlsx_veryhidden_sheet.xlsx", "“Draft” is a very hidden sheet"),
    ],
)
def test_what_is_hidden_is_remarked(name, remark):
    assert remark in " ".join(map(str, of_corpus(name).remarks))


def test_messages_say_where_what_and_how():
    message = Message(
        found="1_67",
        wrong="is not a whole number. Write digits alone, for example 167.",
        row=3,
        column="plans_issued",
    )
    assert (
        str(message)
        == "Row 3, plans_issued: “1_67” is not a whole number. Write digits alone, for example 167."
    )
    assert str(Message("The file is empty.")) == "The file is empty."
    assert str(Message("is odd.", found="\u202ea\n\x1b")) == "“?a??” is odd."
    assert len(str(Message("is long.", found="x" * 900, column="y" * 900))) < 150


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grid.rows]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_way_of_writing_csv_is_the_same_table(ends, separator, encoding):
    lines = [["month", "note"], ["2024-11", '"a""b' + ends + 'c"'], ["", ""], ["2024-12", "£"]]
    grid = read_file("a.csv", ends.join(separator.join(line) for line in lines).encode(encoding))
    assert texts(grid) == [["month", "note"], ["2024-11", 'a"b' + ends + "c"], ["2024-12", "£"]]
    assert [row.number for row in grid.rows] == [1, 2, 5]


def test_windows_text_is_read_with_a_remark_on_its_first_row():
    grid = read_file("a.csv", b"month,note\n2024-10,a\n2024-11,\xa35 \x96 caf\xe9\n")
    assert grid.rows[2].cells[1].text == "£5 – café"
    assert [message.row for message in grid.remarks] == [3]


@pytest.mark.parametrize(
    "letters", [b"\x81", b"\xe2\x80\x93\xff\xa3", b"\xc2\xa3\xa3", b"\x83\xb6\xa8"]
)
def test_bytes_in_no_encoding_are_refused_by_row(letters):
    assert "Row 2: Some letters" in refused(b"month,note\n2024-10,a" + letters + b"\n", "a.csv")


def test_what_csv_may_not_hold_is_refused_by_row():
    assert "Row 2: The file holds a zero byte" in refused(b"a,b\n1,\x00\n", "a.csv")
    assert "Row 3: A quotation mark opens here" in refused(b'a,b\n1,2\n3,"4\n5,6\n', "a.csv")
    assert "Row 1: The header holds as many" in refused(b"a,b;c\n1,2;3\n", "a.csv")
    assert "Row 1: “sep=|” names a separator" in refused(b"sep=|\na|b\n", "a.csv")


def test_a_sep_line_is_obeyed_as_excel_does():
    grid = read_file("a.csv", b'"sep=;"\r\nmonth;a,b,c\r\n2024-11;5\r\n')
    assert texts(grid) == [["month", "a,b,c"], ["2024-11", "5"]] and grid.rows[0].number == 2


def test_a_cell_that_swallowed_rows_is_remarked():
    grid = read_file("a.csv", b'month,plans,note\n2024-10,"1,a\n2024-11,2,b\n2024-12,3",c\n')
    assert "looks like a whole row" in str(grid.remarks[0]) and grid.remarks[0].row == 2


def test_a_short_row_stays_short():
    assert [len(row.cells) for row in read_file("a.csv", b"a,b,c,\n1,2,3,\n4,5\n").rows] == [
        3,
        3,
        2,
    ]


def test_a_title_above_the_header_is_refused_by_row():
    assert "seems to be in row 3" in refused(
        b"Illustrative figures\n\nmonth,plans_issued,note\n2024-11,1,a\n", "a.csv"
    )


@pytest.mark.parametrize(
    "begins",
    [
        b"%PDF-1.7",
        b"\x89PNG\r\n",
        b"{\\rtf1",
        b"\x1f\x8b\x08",
        b'[{"a": 1}]',
        b"<html>",
        b"",
        b"\xef\xbb\xbf",
    ],
)
def test_other_kinds_of_file_are_refused_in_plain_words(begins):
    assert refused(begins, "a.csv").startswith("The file is ")


def test_the_name_must_fit_the_content():
    assert "holds plain text (CSV)" in refused(b"a,b\n1,2\n", "a.xlsx")
    assert "holds a zip or workbook" in refused(workbook_with(), "a.csv")
    assert read_file("figures", b"a,b\n1,2\n").rows


def test_pasted_rows_come_with_tabs():
    grid = read_pasted('month\tnotes, of, ours\r\n2024-11\t"a ""b""\nc"\r\n')
    assert texts(grid) == [["month", "notes, of, ours"], ["2024-11", 'a "b"\nc']]
    with pytest.raises(Unreadable, match="Nothing was pasted"):
        read_pasted(" \n")


def test_an_exported_cell_loses_its_apostrophe_again():
    rows = [
        ["month", "note"],
        ["2024-11", "=1+1"],
        ["2024-12", "-5"],
        ["2025-01", "'tis"],
        ["2025-02", "＝x"],
    ]
    assert texts(read_file("a.csv", csv_bytes(rows))) == rows


def one(cell: str, **changed: str) -> Cell:
    """What a cell in B2 is read as."""
    rows = f'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c>{cell}</row>'
    return read_file("a.xlsx", workbook_with(sheet=sheet(rows), **changed)).rows[1].cells[1]


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0&quot; days&quot;"/>'
    '<numFmt numFmtId="165" formatCode="mmm\\-yy"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
    "</styleSheet>"
)
DAY = datetime.date(2024, 11, 30)


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ('<c r="B2"><v>5.16E7</v></c>', Cell("51600000", Holds.NUMBER)),
        ('<c r="B2"><v>166.59999999999999</v></c>', Cell("166.6", Holds.NUMBER)),
        ('<c r="B2"><v>1E-3</v></c>', Cell("0.001", Holds.NUMBER)),
        ('<c r="B2"><v>167.0</v></c>', Cell("167", Holds.NUMBER)),
        ('<c r="B2"><v>-0</v></c>', Cell("0", Holds.NUMBER)),
        ('<c r="B2"><v>1E999</v></c>', Cell("1E999", Holds.ERROR)),
        (
            '<c r="B2" s="1"><v>45626.999999999999</v></c>',
            Cell("2024-12-01", Holds.DATE, datetime.date(2024, 12, 1), "mm-dd-yy"),
        ),
        (
            '<c r="B2" s="1"><v>45626.99999999</v></c>',
            Cell("2024-11-30", Holds.DATE, DAY, "mm-dd-yy"),
        ),
        ('<c r="B2" s="3"><v>45626</v></c>', Cell("2024-11-30", Holds.DATE, DAY, "mmm\\-yy")),
        ('<c r="B2" s="1"><v>-1</v></c>', Cell("-1", Holds.NUMBER, None, "mm-dd-yy")),
        ('<c r="B2" s="2"><v>45626</v></c>', Cell("45626", Holds.NUMBER, None, '0.0" days"')),
        ('<c r="B2" s="4"><v>45626</v></c>', Cell("1095024:00", Holds.TIME, None, "[h]:mm")),
        ('<c r="B2" t="d"><v>2024-11-30T23:59:59</v></c>', Cell("2024-11-30", Holds.DATE, DAY)),
        ('<c r="B2" t="b"><v>1</v></c>', Cell("TRUE", Holds.TRUE_OR_FALSE)),
        ('<c r="B2" t="e"><v>#REF!</v></c>', Cell("#REF!", Holds.ERROR)),
        ('<c r="B2" t="s"><v>0</v></c>', Cell("rich text")),
        (
            '<c r="B2" t="inlineStr"><is><r><t>rich </t></r><r><t>text</t></r></is></c>',
            Cell("rich text"),
        ),
        ('<c r="B2" t="str"><f>A1</f><v>text</v></c>', Cell("text")),
        ('<c r="B2"><f>A1</f></c>', Cell("", Holds.NO_VALUE)),
        ('<c r="B2" t="inlineStr"><is><t>a_x000D_b_x005F_x0041_</t></is></c>', Cell("a\rb_x0041_")),
    ],
)
def test_each_kind_of_cell(cell, read_as):
    strings = f'<sst xmlns="{MAIN}"><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></si></sst>'
    assert one(cell, styles=STYLES, strings=strings) == read_as


def test_the_1904_calendar_is_respected():
    book = str(parts_of_a_workbook()["xl/workbook.xml"]).replace(
        "<sheets>", '<workbookPr date1904="1"/><sheets>'
    )
    assert one('<c r="B2" s="1"><v>44164</v></c>', styles=STYLES, book=book).day == DAY


@pytest.mark.parametrize(
    "formula",
    [
        "[1]Sheet1!A1",
        "'C:\\[b.xlsx]My sheet'!A1",
        "[1]!name",
        "cmd|'/C calc'!A0",
        'WEBSERVICE("http://127.0.0.1")',
        "RTD(1)",
    ],
)
def test_a_formula_that_reaches_outside_is_refused_by_cell(formula):
    with pytest.raises(Unreadable, match=r"Row 2, 1: .* reaches outside"):
        one(f'<c r="B2"><f>{formula}</f><v>1</v></c>')


@pytest.mark.parametrize(
    "formula",
    ["Table1[plans]+Sheet2!A1", "Table1[@plans]", 'A1&amp;"|"&amp;B1', 'A1&amp;"[1]S!A1"'],
)
def test_a_formula_that_stays_inside_is_read(formula):
    assert one(f'<c r="B2"><f>{formula}</f><v>1</v></c>') == Cell("1", Holds.NUMBER)


def test_a_cell_written_twice_is_refused():
    assert "writes a cell twice" in refused(
        workbook_with(sheet=sheet(ROWS_OF_TWO + '<row r="3"><c r="A3"><v>9</v></c></row>'))
    )


def test_hidden_and_filtered_rows_are_remarked():
    rows = ROWS_OF_TWO.replace('<row r="2">', '<row r="2" hidden="1">')
    after = '<autoFilter ref="A1:B3"><filterColumn colId="0"/></autoFilter><mergeCells><mergeCell ref="A9:B9"/></mergeCells>'
    said = " ".join(map(str, read_file("a.xlsx", workbook_with(sheet=sheet(rows, after))).remarks))
    assert (
        "read too (row 2)" in said
        and "A filter hides rows" in said
        and "merged cells that hold nothing (A9:B9)" in said
    )


def several(*titles: str) -> bytes:
    """A workbook of our own with a table on each sheet."""
    return workbook_bytes(
        title="Figures",
        notes=[],
        sheets=[WorkbookSheet(title, ("a", "b"), [(1, 2)]) for title in titles],
    )


def test_a_sheet_of_notes_stands_beside_the_table():
    grid = read_file("a.xlsx", several("Figures"))
    assert texts(grid) == [["a", "b"], ["1", "2"]] and grid.remarks == ()


def test_two_sheets_with_tables_are_refused_by_name():
    said = refused(several("Draft", "Final"))
    assert "“Draft” is one of several" in said and "“Final” is one of several" in said


def test_a_workbook_with_hidden_sheets_only_is_refused():
    one_sheet = '<sheet name="a" sheetId="1" state="hidden" r:id="rId1"/>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{one_sheet}</sheets></workbook>'
    assert "No visible sheet" in refused(workbook_with(book=book))
