"""Bombs cost what the limits allow: each is made here, and refused in under a second and 50 MB."""

import contextlib
import io
import json
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from django.conf import settings

from sendprog.loads.file_reader import read_file
from sendprog.loads.limits import CELLS, COLUMNS, PARTS, ROWS, ROWS_WRITTEN, UNPACKED, UPLOAD
from sendprog.loads.messages import Unreadable
from sendprog.loads.workbook_check import check_workbook

SECONDS, MEGABYTES = 1.0, 50

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET = "xl/worksheets/sheet1.xml"


def sheet(rows: str, after: str = "") -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


ROWS_OF_TWO = "".join(
    f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>{row}</v></c></row>'
    for row in range(1, 4)
)


def parts_of_a_workbook() -> dict[str, str | bytes]:
    """The fewest parts that a spreadsheet opens."""
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="a/rels"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{SPREADSHEET}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SPREADSHEET}.sharedStrings+xml"/></Types>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Figures" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        ),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>'
            "<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/></cellXfs></styleSheet>"
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
        SHEET: sheet(ROWS_OF_TWO),
    }


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def workbook_with(**changed: str | bytes) -> bytes:
    """A sound workbook but for some parts, by short names: sheet, strings, styles, book, links, types; others as they are."""
    names = {
        "sheet": SHEET,
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "book": "xl/workbook.xml",
        "links": "xl/_rels/workbook.xml.rels",
        "types": "[Content_Types].xml",
    }
    parts = parts_of_a_workbook()
    return zipped(
        {**parts, **{names.get(name, name): content for name, content in changed.items()}}
    )


def test_the_workbook_that_the_others_are_made_of_is_sound():
    assert [row.number for row in read_file("figures.xlsx", workbook_with()).rows] == [1, 2, 3]


def repeated(
    unit: bytes, *, before: bytes = b"", after: bytes = b"", megabytes: int, name: str = SHEET
) -> bytes:
    """A deflated stream of so many megabytes of one thing, made without holding it: as a part of one zip by hand."""
    block = unit * (1024 * 1024 // len(unit))
    crc, size = 0, 0
    for piece in (before, *(block for _ in range(megabytes)), after):
        crc, size = zlib.crc32(piece, crc), size + len(piece)
    packed = flushed(before) + flushed(block) * megabytes + flushed(after, last=True)
    return by_hand(packed, crc, size, name)


def flushed(piece: bytes, *, last: bool = False) -> bytes:
    """Deflated so that it may be repeated: what follows refers to nothing in it."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(piece) + squeeze.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def by_hand(packed: bytes, crc: int, size: int, name: str) -> bytes:
    """A sound workbook with one part, in place or besides, that is given packed, its checksum and size claimed."""
    parts = parts_of_a_workbook()
    parts.pop(name, None)
    rest = zipped(parts)
    end = rest.rindex(b"PK\x05\x06")
    total, length, where = struct.unpack("<HII", rest[end + 10 : end + 20])
    raw = name.encode()
    local = (
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(packed), size, len(raw), 0)
        + raw
        + packed
    )
    entry = struct.pack(
        "<4s6H3I5H2I",
        b"PK\x01\x02",
        20,
        20,
        0,
        8,
        0,
        0,
        crc,
        len(packed),
        size,
        len(raw),
        0,
        0,
        0,
        0,
        0,
        where,
    )
    directory = rest[where : where + length] + entry + raw
    tail = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, total + 1, total + 1, len(directory), where + len(local), 0
    )
    return rest[:where] + local + directory + tail


def many_entries() -> bytes:
    """60,000 empty entries, in 5 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(60_000):
            archive.writestr(zipfile.ZipInfo(f"{number:x}"), b"")
    content = file.getvalue()
    assert len(content) > 4_000_000
    return content


def laughs(levels: int) -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))
    return f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY e0 "ha">{entities}]>'


def entity_sheet(declared: str, used: str) -> str:
    return (
        declared
        + sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{used}</t></is></c></row>').partition(
            "?>"
        )[2]
    )


def utf_16(text: str) -> bytes:
    return text.replace('version="1.0"', 'version="1.0" encoding="UTF-16"').encode("utf-16")


def row(number: int, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


BOMBS = {
    "1 GB of spaces": lambda: repeated(
        b" ", before=sheet("").partition("</sheetData>")[0].encode(), megabytes=1024
    ),
    "1 GB that is no XML": lambda: repeated(
        b"\x01\x02\x03\x04", megabytes=1024, name="xl/media/a.bin"
    ),
    "1 GB in one tag": lambda: repeated(b"a", before=b"<worksheet a='", megabytes=1024),
    "1 GB in a comment of tags": lambda: repeated(
        b"<" + b"a" * 1023, before=b"<!--", megabytes=1024
    ),
    "60,000 entries": many_entries,
    "3 million shared strings": lambda: workbook_with(
        strings=f'<sst xmlns="{MAIN}">' + "<si><t/></si>" * 3_000_000 + "</sst>"
    ),
    "200,000 rows in a workbook": lambda: workbook_with(
        sheet=sheet("".join(row(n, f"<c><v>{n}</v></c>") for n in range(1, 200_001)))
    ),
    "200,000 formatted rows": lambda: workbook_with(
        sheet=sheet("".join(f'<row r="{n}"/>' for n in range(1, 200_001)))
    ),
    "a million cells": lambda: workbook_with(
        sheet=sheet("".join(row(n, "<c><v>1</v></c>" * 1000) for n in range(1, 1001)))
    ),
    "200,000 rows in a CSV": lambda: b"month,plans_issued\n" + b"2024-11,167\n" * 200_000,
    "5 million blank lines": lambda: b"month,plans_issued\n" + b"\n" * (UPLOAD - 100),
    "5 million columns": lambda: b"month,plans_issued\n" + b"," * (UPLOAD - 100),
    "5 MB in one cell": lambda: b'month,plans_issued\n"' + b"a" * (UPLOAD - 100) + b'"\n',
    "5 MB of quotation marks": lambda: b"month,plans_issued\n" + b'"' * (UPLOAD - 99),
    "JSON that never ends": lambda: b"[1" + b"] " * (UPLOAD // 2 - 10),
    "billion laughs": lambda: workbook_with(sheet=entity_sheet(laughs(12), "&e11;")),
    "billion laughs in UTF-16": lambda: workbook_with(
        sheet=utf_16(entity_sheet(laughs(12), "&e11;"))
    ),
    "quadratic blow-up": lambda: workbook_with(
        sheet=entity_sheet(f'<!DOCTYPE w [<!ENTITY a "{"a" * 50_000}">]>', "&a;" * 50_000)
    ),
    "an entity in the strings": lambda: workbook_with(
        strings=laughs(3) + f'<sst xmlns="{MAIN}"><si><t>&e2;</t></si></sst>'
    ),
    "an entity in a part named as a picture": lambda: workbook_with(
        **{"xl/media/a.png": laughs(3) + "<a>&e2;</a>"}
    ),
    "a file of the server's": lambda: workbook_with(
        sheet=entity_sheet('<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>', "&a;")
    ),
    "deep nesting": lambda: workbook_with(sheet=sheet("<a>" * 500_000 + "</a>" * 500_000)),
    "many styles": lambda: workbook_with(
        styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 400_000}</cellXfs></styleSheet>'
    ),
    "one sheet a thousand times": lambda: workbook_with(
        book=f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 1001))
        + "</sheets></workbook>"
    ),
    "one sheet twice": lambda: workbook_with(
        book=f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/>'
        '<sheet name="b" sheetId="2" r:id="rId1"/></sheets></workbook>'
    ),
    "merged ranges all over the table": lambda: workbook_with(
        sheet=sheet(
            "".join(
                row(n, f'<c r="A{n}"><v>1</v></c><c r="CV{n}"><v>1</v></c>') for n in range(1, 3001)
            ),
            "<mergeCells>" + '<mergeCell ref="A2:CV3000"/>' * 2000 + "</mergeCells>",
        )
    ),
}

# Each file in a process of its own, forked by one that has imported all. A fork's peak begins with what it holds:
# getrusage() would count what its parent held.
MEASURE = """
import json, os, re, sys, time
from pathlib import Path
from sendprog.loads.messages import Unreadable
from sendprog.loads.file_reader import read_file
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
def measure(path, name):
    content = open(path, "rb").read()
    before, began = peak(), time.process_time()
    try:
        if name == "measure":
            held = b"x" * 100_000_000
        read_file(name, content)
        said = ""
    except Unreadable as error:
        said = str(error)
    seconds, after = time.process_time() - began, peak()
    print(json.dumps({"said": said, "seconds": seconds, "megabytes": (after - before) / 1024}), flush=True)
for place in range(1, len(sys.argv), 2):
    if not os.fork():
        measure(*sys.argv[place:place + 2])
        os._exit(0)
    assert os.wait()[1] == 0
"""


ON_LINUX = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc"
)


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> dict[str, dict]:
    """By bomb, what read() says of it, in how many seconds, and how much its process grew."""
    folder = tmp_path_factory.mktemp("bombs")
    contents = {"measure": b"month,plans_issued", **{what: BOMBS[what]() for what in BOMBS}}
    words = []
    for place, (what, content) in enumerate(contents.items()):
        assert len(content) <= UPLOAD
        (folder / str(place)).write_bytes(content)
        is_zip = content.startswith(b"PK")
        name = what if what == "measure" else "a.xlsx" if is_zip else "a.csv"
        words += [str(folder / str(place)), name]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *words],
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return dict(zip(contents, map(json.loads, done.stdout.splitlines()), strict=True))


@ON_LINUX
def test_the_measure_sees_memory(measured):
    assert measured["measure"]["megabytes"] > 90


@ON_LINUX
@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_cheaply(what, measured):
    result = measured[what]
    print(f"{what}: {result['seconds']:.2f} s, {result['megabytes']:.0f} MB: {result['said']}")
    assert result["said"]
    assert result["seconds"] < SECONDS
    assert result["megabytes"] < MEGABYTES


def table_of(rows: int, columns: int) -> str:
    """A header and so many rows."""
    return sheet("".join(row(n, "<c><v>1</v></c>" * columns) for n in range(1, rows + 2)))


def refused(content: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(Unreadable) as error:
        read_file(name, content)
    return str(error.value)


def test_every_row_up_to_the_limit_is_read():
    assert len(read_file("a.xlsx", workbook_with(sheet=table_of(ROWS, 2))).rows) == ROWS + 1
    assert len(read_file("a.csv", b"a,b\n" + b"1,2\n" * ROWS).rows) == ROWS + 1


def test_a_row_too_many_is_refused():
    assert "5,000 rows" in refused(workbook_with(sheet=table_of(ROWS + 1, 2)))
    assert "5,000 rows" in refused(b"a,b\n" + b"1,2\n" * (ROWS + 1), "a.csv")


def test_a_column_too_many_is_refused():
    assert (
        len(read_file("a.xlsx", workbook_with(sheet=table_of(2, COLUMNS))).rows[0].cells) == COLUMNS
    )
    assert "100 columns" in refused(workbook_with(sheet=table_of(2, COLUMNS + 1)))
    assert len(read_file("a.csv", b",".join([b"a"] * COLUMNS)).rows[0].cells) == COLUMNS
    assert "100 columns" in refused(b",".join([b"a"] * (COLUMNS + 1)), "a.csv")


def test_a_cell_far_away_costs_nothing_and_is_refused():
    far = sheet(ROWS_OF_TWO + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert "100 columns" in refused(workbook_with(sheet=far))


def test_a_row_past_the_last_that_a_sheet_has_is_refused():
    assert "damaged" in refused(
        workbook_with(
            sheet=sheet(ROWS_OF_TWO + '<row r="9999999"><c r="A9999999"><v>1</v></c></row>')
        )
    )


def test_formatted_blank_rows_are_fine_up_to_their_limit():
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(4, ROWS_WRITTEN + 1))
    assert len(read_file("a.xlsx", workbook_with(sheet=sheet(ROWS_OF_TWO + blank))).rows) == 3
    assert "formatted rows" in refused(
        workbook_with(sheet=sheet(ROWS_OF_TWO + blank + '<row r="30000"/>'))
    )


def test_a_file_of_more_than_5_mb_is_refused_unread():
    assert "larger than 5 MB" in refused(b"PK\x03\x04" + b"0" * UPLOAD)
    assert "larger than 5 MB" in refused(b"a" * (UPLOAD + 1), "a.csv")


def entry_of(content: bytes, name: str) -> int:
    """Where the central directory's entry of a part begins."""
    found = [
        m.start()
        for m in re.finditer(b"PK\x01\x02", content)
        if content[m.start() + 46 :].startswith(name.encode())
    ]
    assert len(found) == 1
    return found[0]


def with_claim(content: bytes, name: str, at: int, kind: str, value: int) -> bytes:
    """The zip with one claim of its directory about a part changed."""
    place = entry_of(content, name) + at
    return content[:place] + struct.pack(kind, value) + content[place + struct.calcsize(kind) :]


def test_a_size_claimed_too_small_or_large_is_refused():
    for claim in (10, 10_000_000):
        assert "damaged" in refused(with_claim(workbook_with(), SHEET, 24, "<I", claim))


def test_a_part_claimed_shorter_with_a_checksum_to_match_is_refused():
    """zipfile alone would read the beginning and be content."""
    whole = sheet(ROWS_OF_TWO).encode()
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeeze.compress(whole) + squeeze.flush()
    assert "damaged" in refused(by_hand(packed, zlib.crc32(whole[:100]), 100, SHEET))
    assert read_file("a.xlsx", by_hand(packed, zlib.crc32(whole), len(whole), SHEET)).rows


def test_an_encrypted_part_is_called_so():
    assert "Remove the password" in refused(with_claim(workbook_with(), SHEET, 8, "<H", 1))


def test_another_way_of_packing_is_refused():
    assert "damaged" in refused(with_claim(workbook_with(), SHEET, 10, "<H", 12))


OUTSIDE_NAMES = [
    "../evil.xml",
    "/etc/evil.xml",
    "xl\\evil.xml",
    "C:evil.xml",
    "xl/../../evil.xml",
    "a\u202eb.xml",
]


@pytest.mark.parametrize("name", OUTSIDE_NAMES)
def test_a_name_that_leads_outside_is_refused(name):
    assert "leads outside" in refused(workbook_with(**{name: "<a/>"}))


def test_two_parts_of_one_name_are_refused():
    assert "damaged" in refused(workbook_with(**{SHEET.upper(): sheet(ROWS_OF_TWO)}))


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: c + b"x", lambda c: c[: len(c) // 2], lambda c: c[:4]]
)
def test_a_zip_that_does_not_end_where_it_should_is_refused(change):
    assert "damaged" in refused(change(workbook_with()))


def test_every_cut_and_every_flipped_byte_is_refused_or_read():
    """Nothing but Unreadable comes out, wherever the damage is."""
    content = workbook_with()
    for place in range(0, len(content), 7):
        for damaged in (
            content[:place],
            content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :],
        ):
            with contextlib.suppress(Unreadable):
                read_file("a.xlsx", damaged)


def test_more_parts_than_200_are_refused():
    fits = {f"xl/media/{number}.bin": b"x" for number in range(PARTS - 6)}
    assert read_file("a.xlsx", workbook_with(**fits)).rows
    assert "200 parts" in refused(workbook_with(**fits, **{"xl/one.bin": b"x"}))


def link(kind: str, target: str, mode: str = "") -> str:
    outside = f' TargetMode="{mode}"' if mode else ""
    one = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"{outside}/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{one}</Relationships>'


@pytest.mark.parametrize(
    "links",
    [
        link("worksheet", "../../etc/hostname"),
        link("worksheet", "%2e%2e/%2e%2e/etc/hostname"),
        link("worksheet", "/../etc/hostname"),
        link("worksheet", "..\\..\\hostname"),
        link("worksheet", "file:///etc/hostname"),
        link("worksheet", "//127.0.0.1/a"),
        link("worksheet", "http://127.0.0.1:9/a", "External"),
        link("sharedStrings", "http://127.0.0.1:9/a", "External"),
    ],
)
def test_a_part_outside_the_package_is_refused(links):
    assert "outside itself" in refused(workbook_with(links=links))


def test_a_link_to_a_web_page_is_not_followed_and_does_no_harm():
    links = link("hyperlink", "http://127.0.0.1:9/a", "External")
    assert read_file("a.xlsx", workbook_with(**{"xl/worksheets/_rels/sheet1.xml.rels": links})).rows


def types(extra: str) -> str:
    return str(parts_of_a_workbook()["[Content_Types].xml"]).replace("</Types>", f"{extra}</Types>")


MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@pytest.mark.parametrize(
    "changed",
    [
        {"xl/vbaProject.bin": b"x"},
        {"types": types(f'<Override PartName="/a" ContentType="{MACRO_BOOK}"/>')},
        {"types": types(f'<Default Extension="xml" ContentType="{MACRO_BOOK}"/>')},
        {
            "types": types(
                '<Override PartName="/a" ContentType="application/vnd.ms-excel.macrosheet+xml"/>'
            )
        },
        {
            "types": types(
                '<Default Extension="dat" ContentType="application/vnd.ms-office.vbaProject"/>'
            ),
            "xl/a.dat": b"x",
        },
    ],
)
def test_macros_are_refused(changed):
    assert "macros" in refused(workbook_with(**changed))


def test_a_type_that_no_part_has_does_no_harm():
    extra = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    assert read_file("a.xlsx", workbook_with(types=types(extra))).rows


def test_everything_wrong_is_named_at_once():
    with pytest.raises(Unreadable) as error:
        read_file("a.xlsx", workbook_with(**{"xl/vbaProject.bin": b"x", "../evil": b"x"}))
    assert [str(message)[:20] for message in error.value.messages] == [
        "The workbook holds m",
        "The zip holds a file",
    ]


def test_utf_16_xml_is_read_like_any_other():
    assert len(read_file("a.xlsx", workbook_with(sheet=utf_16(sheet(ROWS_OF_TWO)))).rows) == 3


@pytest.mark.parametrize("encoding", ["cp037", "utf-7", "utf-16-be", "latin-1"])
def test_a_doctype_is_found_in_every_encoding(encoding):
    text = entity_sheet(laughs(3), "&e2;").replace(
        'version="1.0"', f'version="1.0" encoding="{encoding}"'
    )
    said = refused(workbook_with(sheet=text.encode(encoding)))
    assert "entities" in said or "damaged" in said


def test_excels_own_broken_drawing_of_a_comment_does_no_harm():
    assert read_file(
        "a.xlsx", workbook_with(**{"xl/drawings/vmlDrawing1.vml": "<xml><br></xml>"})
    ).rows


def test_the_limits_are_the_ones_we_tell():
    assert (UPLOAD, UNPACKED, PARTS, ROWS, COLUMNS) == (5 * 1024**2, 50 * 1024**2, 200, 5_000, 100)
    assert check_workbook(workbook_with(sheet=table_of(CELLS // 20 - 1, 20))) is None
