"""The Department's files as they are published: what is kept, and what is refused by name."""

import csv
import io
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehcp.official.authorities import Authority, NoAuthority, parse_authorities
from ehcp.official.file_reader import MOST_ROWS, read_official
from ehcp.official.quality import quality_notes, source_notes
from ehcp.official.rows import OfficialFile, StatisticRow
from ehcp.official.values import published_value
from tests.conftest import examples

FILES = Path(__file__).parent.parent / "official_statistics"
TOPICS = {
    "sen2-2025-timeliness.csv": ("timeliness", 970, [2019, 2020, 2021, 2022, 2023, 2024]),
    "sen2-2025-requests.csv": ("requests", 972, [2019, 2020, 2021, 2022, 2023, 2024]),
    "timeliness_20_week.csv": ("timeliness", 53, [2019, 2020, 2021, 2022, 2023, 2024, 2025]),
    "requests.csv": ("requests", 60, [2019, 2020, 2022, 2023, 2024, 2025]),
    "assessments.csv": ("assessments", 12, [2019, 2024, 2025]),
    "annual_reviews.csv": ("annual_reviews", 17, [2025]),
    "annual_reviews_2025_release.csv": ("annual_reviews", 1, [2024]),
    "phase_transfers.csv": ("phase_transfers", 48, [2025]),
    "caseload.csv": ("caseload", 5, [2018, 2025]),
    "ceased_plans.csv": ("ceased", 15, [2022, 2025]),
    "appealable_decisions.csv": ("appeals", 308, [2024, 2025]),
}
DATA_FILES = [
    name for name in TOPICS if name != "appealable_decisions.csv" and not name.startswith("sen2")
]
# Those of one calendar year and of the newest release.
YEARLY_FILES = [
    "timeliness_20_week.csv",
    "requests.csv",
    "assessments.csv",
    "annual_reviews.csv",
    "phase_transfers.csv",
    "ceased_plans.csv",
]


def read(content: bytes) -> OfficialFile:
    return read_official(io.BytesIO(content))


def official(name: str) -> OfficialFile:
    return read((FILES / name).read_bytes())


def row_of(file: OfficialFile, name: str, year: int, breakdown: str = "") -> StatisticRow:
    (row,) = [
        row for row in file.rows if (row.name, row.year, row.breakdown) == (name, year, breakdown)
    ]
    return row


def records_of(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((FILES / name).read_text(encoding="utf-8"))))


def written(records: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(records)
    return text.getvalue().encode()


def problems(content: bytes) -> str:
    return " ".join(str(problem) for problem in read(content).problems)


@pytest.mark.parametrize("name", TOPICS)
def test_each_file_is_known_and_only_the_rows_for_all_children_are_kept(name):
    file = official(name)
    assert (file.topic, len(file.rows), file.years) == TOPICS[name]
    assert (file.problems, file.unknown) == ((), ())
    by_source = {row.breakdown for row in file.rows} - {""}
    assert bool(by_source) == (name == "requests.csv")


@pytest.mark.parametrize("name", DATA_FILES)
def test_every_cell_is_kept_as_it_is_published(name):
    header, *records = records_of(name)
    place = header.index("new_la_code")
    file = official(name)
    cells = {tuple(record[place + 1 :]) for record in records}
    for row in file.rows:
        assert any({*row.values.values()} <= set(record) for record in cells)


def test_values_are_numbers_or_the_departments_marker():
    assert published_value("1,277") == 1277
    assert published_value("6.80%") == published_value("6.80")
    assert published_value("-") == 0
    assert [published_value(text) for text in ("x", "z", "c", "", "low")] == [None] * 5


def test_devon_and_england_of_2025():
    timeliness, requests = official("timeliness_20_week.csv"), official("requests.csv")
    devon = row_of(timeliness, "Devon", 2025).values
    assert devon["plans_issued_within_20_weeks"] == "50"
    assert (devon["plans_issued_den"], devon["pc_plans_issued_within_20_weeks"]) == ("974", "5.1")
    assert (devon["pc_plans_issued_gt_1_year"], devon["avg_weeks_issue_plan"]) == ("32.5", "45.6")
    asked = row_of(requests, "Devon", 2025).values
    assert (asked["requests_received_in_year"], asked["request_not_assess_pc"]) == ("2329", "52.5")
    parents = row_of(requests, "Devon", 2025, "Parent or young person").values
    schools = row_of(requests, "Devon", 2025, "School or other education setting").values
    assert (parents["request_not_assess_pc"], schools["request_not_assess_pc"]) == ("74.9", "36.6")


def test_appeals_are_read_from_the_table_for_print():
    file = official("appealable_decisions.csv")
    devon = row_of(file, "Devon", 2025)
    assert devon.values == {
        "appeals_registered": "630",
        "appealable_decisions": "9311",
        "appeal_rate": "6.80%",
    }
    assert (devon.old_code, devon.region) == ("878", "South West")
    assert published_value(row_of(file, "Isles of Scilly", 2024).values["appeals_registered"]) == 0
    assert row_of(file, "Blackpool", 2024).values["appealable_decisions"] == "x"
    for name in ("West Northamptonshire", "Bournemouth, Christchurch and Poole"):
        assert row_of(file, name, 2025).level == "local"
    councils = [row for row in file.rows if row.level == "local" and row.year == 2025]
    total = sum(int(row.values["appeals_registered"]) for row in councils)
    england = row_of(file, "England", 2025).values
    assert (len(councils), str(total)) == (153, england["appeals_registered"])


def test_a_row_is_an_authoritys_by_code_and_name_and_swapped_codes_are_told():
    file = official("appealable_decisions.csv")
    cambridgeshire = Authority("873", "Cambridgeshire")
    (row,) = [
        row
        for row in file.rows
        if row.year == 2025 and cambridgeshire.is_row(row.old_code, row.name)
    ]
    assert (row.name, row.old_code) == ("Cambridgeshire", "823")
    assert "the code 823 for Cambridgeshire, whose code is 873" in cambridgeshire.code_note("823")


def test_every_council_of_2024_finds_its_own_row_in_the_file_of_appeals():
    appeals = [row for row in official("appealable_decisions.csv").rows if row.year == 2025]
    councils = [
        row
        for row in official("sen2-2025-timeliness.csv").rows
        if row.level == "local" and row.year == 2024
    ]
    for council in councils:
        authority = Authority(council.old_code, council.name)
        matches = [row for row in appeals if authority.is_row(row.old_code, row.name)]
        assert len(matches) == 1, council.name


def test_authorities_are_written_one_a_line():
    assert (
        parse_authorities("878 Devon\n\n839 Bournemouth, Christchurch and Poole")[1].code == "839"
    )
    for text in ("Devon", "8 Devon", "878", "878 Devon\n878 Devon"):
        with pytest.raises(NoAuthority):
            parse_authorities(text)


def notes_on(name: str, place: str, year: int) -> str:
    file = official(name)
    rows = [row for row in file.rows if row.name == place and not row.breakdown]
    row = next(row for row in rows if row.year == year)
    others = [other.values for other in rows if other is not row]
    return " ".join(note.text for note in quality_notes(file.topic, row.values, others))


@pytest.mark.parametrize(
    ("name", "place", "year", "part"),
    [
        ("timeliness_20_week.csv", "Dorset", 2024, "All 585 plans were returned as exceptions"),
        (
            "timeliness_20_week.csv",
            "Wiltshire",
            2024,
            "Lower than with exceptions counted in (32.5%)",
        ),
        ("timeliness_20_week.csv", "Swindon", 2023, "7 of 351 plans are in no band"),
        ("requests.csv", "Plymouth", 2024, "1 of 1,176 requests are returned as refused, and 452"),
        ("sen2-2025-requests.csv", "West Berkshire", 2022, "The file has 0 requests"),
        ("requests.csv", "Bath and North East Somerset", 2022, "0 of 223 requests"),
        ("annual_reviews.csv", "Lewisham", 2025, "0 completed of 3,217 reviews expected"),
        ("phase_transfers.csv", "Barnet", 2025, "0 of 4,840 plans are returned as due"),
        ("phase_transfers.csv", "Leicester", 2025, "1 of 4,175 plans"),
        ("appealable_decisions.csv", "Leicester", 2025, "554 decisions are counted, and 2,295"),
        (
            "appealable_decisions.csv",
            "Hertfordshire",
            2024,
            "2,195 decisions are counted, and 9,076",
        ),
    ],
)
def test_published_figures_that_mislead_have_a_note(name, place, year, part):
    assert part in notes_on(name, place, year)


@pytest.mark.parametrize(
    ("name", "place", "year"),
    [
        ("timeliness_20_week.csv", "Devon", 2025),
        ("requests.csv", "Devon", 2025),
        ("requests.csv", "Plymouth", 2025),
        ("annual_reviews.csv", "Devon", 2025),
        ("phase_transfers.csv", "Devon", 2025),
        ("appealable_decisions.csv", "Devon", 2025),
    ],
)
def test_sound_figures_have_no_note(name, place, year):
    assert notes_on(name, place, year) == ""


def test_hardly_any_request_from_parents_is_told():
    file = official("requests.csv")
    rows = [row for row in file.rows if row.name == "Dorset" and row.year == 2025]
    by_source = {row.breakdown: row.values for row in rows if row.breakdown}
    (total,) = [row.values for row in rows if not row.breakdown]
    assert "19 of 1,021 requests" in source_notes(total, by_source)[0]


# Other years, names, orders and cases


def of_next_year(text: str) -> str:
    """A heading as the release of 2027 may write it."""
    for year in (2026, 2025, 26, 25):
        text = text.replace(f"_{year}", f"_{year + 1}#")
    return text.replace("#", "")


@pytest.mark.parametrize("name", YEARLY_FILES)
def test_a_release_of_the_year_after_is_read_alike(name):
    header, *records = records_of(name)
    period = header.index("time_period")
    latest = max(record[period] for record in records)
    records = [record for record in records if record[period] == latest]
    later = [
        [str(int(cell) + 1) if place == period else cell for place, cell in enumerate(record)]
        for record in records
    ]
    before = read(written([header, *records]))
    after = read(written([[of_next_year(heading) for heading in header], *later]))
    assert after.problems == ()
    assert [row.values for row in after.rows] == [row.values for row in before.rows]
    assert after.years == [year + 1 for year in before.years]


@settings(max_examples=examples(12))
@given(seed=st.integers(0, 10**6), name=st.sampled_from(DATA_FILES))
def test_order_and_case_of_columns_do_not_matter(seed, name):
    shuffled = random.Random(seed)
    records = records_of(name)[:12]
    places = list(range(len(records[0])))
    shuffled.shuffle(places)
    moved = [[record[place] for place in places] for record in records]
    moved[0] = [shuffled.choice([str.upper, str.title, str.lower])(cell) for cell in moved[0]]
    assert read(written(moved)) == read(written(records))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("timeliness_20_week.csv", "plans_issued_den", "plans_issued_denominator"),
        ("timeliness_20_week.csv", "avg_weeks_issue_plan", "average_weeks_to_issue"),
        ("requests.csv", "request_not_assess_pc", "request_no_assess_pct"),
        ("requests.csv", "old_la_code", "lea_number"),
        ("annual_reviews.csv", "decision_4_weeks", "decisions_in_4_weeks"),
        ("annual_reviews.csv", "review_expected_2025", "review_expected_2031"),
        ("phase_transfers.csv", "due_26", "due_29"),
    ],
)
def test_a_renamed_column_is_refused_by_name(name, old, new):
    header, *records = records_of(name)
    header[header.index(old)] = new
    told = problems(written([header, *records]))
    assert f"The column {old} is missing." in told or f"The column {old[:-2]}" in told
    assert f"It might be “{new}”" in told or new in ("lea_number", "average_weeks_to_issue")


def test_what_is_no_such_file_is_refused():
    assert "none of the files" in problems(b"month,plans\n2024-11,3\n")
    assert problems(b"") == "The file is empty."
    assert "no rows" in problems((FILES / "requests.csv").read_bytes().splitlines()[0])
    assert "UTF-8" in problems(b"time_period\n\xff\xfe\x00")
    assert "a date of birth" in problems(b"time_period,Date of birth\n2024,1\n")


def test_cells_are_checked_one_by_one():
    header, *records = records_of("requests.csv")
    broken = [list(record) for record in records[:3]]
    broken[0][12], broken[1][13], broken[2] = "about 9", "", broken[2][:-1]
    told = problems(written([header, *broken]))
    assert "Row 2, requests_received_in_year: “about 9” is neither a number nor a marker." in told
    assert "Row 3, requests_rya: The cell is empty." in told
    assert "Row 4: The row has" in told


def test_an_authority_twice_is_refused():
    header, first, *_ = records_of("requests.csv")
    assert "England 2019 is there twice" in problems(written([header, first, first]))


def big_file(rows: int) -> io.BytesIO:
    """A file with so many rows, one in a hundred of them for all children."""
    header, *records = records_of("timeliness_20_week.csv")
    sample = next(record for record in records if record[9] == "Devon")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for number in range(rows):
        record = list(sample)
        record[8], record[9] = str(number), f"Council {number}"
        if number % 100:
            record[10] = "Ethnicity"
        writer.writerow(record)
    return io.BytesIO(text.getvalue().encode())


def peak_of(rows: int) -> int:
    stream = big_file(rows)
    tracemalloc.start()
    read_official(stream)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_what_is_not_kept_is_not_held():
    """Ten times as many rows take as much more memory as the rows that are kept, one in a hundred."""
    read_official(big_file(10))
    few, many = peak_of(1_000), peak_of(10_000)
    assert many < few + 10_000 * 60


def test_a_file_has_a_largest_number_of_rows():
    line = b"2025,Calendar year,School,E1,England,,,,,,a,b," + b",".join([b"1"] * 17) + b"\n"
    header = (FILES / "requests.csv").read_bytes().splitlines(keepends=True)[0]
    assert f"more than {MOST_ROWS:,} rows" in problems(header + line * (MOST_ROWS + 1))
