"""Records of a made-up programme: official statistics, and the councils to compare with."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import product

from django.db import models

from ehcp.models import ComparatorList, Sen2Release, Sen2Statistic
from sendprog.models import StoredFile
from tests.programmes.maker import Maker

# Columns of each kind of file, and what may stand in a cell of each.
CELLS = {
    "timeliness": {
        "plans_issued_den": ["0", "974", "1277"],
        "plans_issued_den_ex": ["0", "974"],
        "plans_issued_20_weeks_ex": ["0", "50"],
        "pc_plans_issued_20_weeks_ex": ["x", "0", "5.1", "100"],
        "pc_plans_issued_gt_1_year": ["x", "32.5"],
    },
    "requests": {
        "requests_received_in_year": ["0", "1", "2329", "x"],
        "requests_decided_not_to_assess": ["0", "1", "1223"],
        "request_not_assess_pc": ["x", "0.1", "52.5"],
    },
    "assessments": {
        "assess_in_year": ["0", "1", "1310"],
        "assess_not_issued": ["0", "1", "41"],
        "assess_not_issued_pc": ["x", "0", "3.1"],
    },
    "annual_reviews": {
        "decision_4_weeks": ["0", "1", "1870"],
        "decision_over_4_weeks": ["0", "x", "640"],
    },
    "phase_transfers": {
        "due_in_year": ["0", "1", "1502"],
        "final_in_year": ["0", "1", "990"],
    },
    "caseload": {"ehcplans": ["0", "1", "8204", "x"]},
    "ceased": {"total_ceased": ["0", "1", "611", "x"]},
    "appeals": {
        "appeals_registered": ["0", "1", "212"],
        "appealable_decisions": ["1", "3805"],
        "appeal_rate": ["0", "5.6"],
    },
}
PARENTS = "Parent or carer"
BY_SOURCE = ("requests",)
REGION = "South West"
# Level, old code, GSS code, name and region of each area.
AREAS = [
    ("national", "", "E92000001", "England", ""),
    ("regional", "", "E12000009", REGION, REGION),
    ("local", "878", "E10000008", "Devon", REGION),
    ("local", "838", "", "Dorset", ""),
]


def official(maker: Maker) -> Iterator[models.Model]:
    """Releases of official statistics, and a list of comparators or none."""
    if maker.chance():
        yield ComparatorList(
            title=maker.text(least=1),
            source=maker.text(least=1),
            dated=maker.maybe(maker.partial()),
            authorities="838 Dorset\n879 Plymouth",
        )
    for number, topic in enumerate(maker.random.sample(list(CELLS), maker.random.randint(0, 3))):
        file = file_of(topic, pk=900 + number)
        yield file
        years = range(2022, 2022 + maker.random.randint(1, 3))
        areas = AREAS if maker.chance(0.3) else [area for area in AREAS if area[0] != "regional"]
        sources = ["", PARENTS] if topic in BY_SOURCE else [""]
        lines = list(product(years, areas, sources))
        published = maker.maybe(maker.day())
        release = Sen2Release(
            pk=number + 1,
            topic=topic,
            title=maker.text(least=1),
            published=published,
            basis=maker.pick(["reported", "illustrative"]),
            note=maker.text(least=0 if published else 1),
            file=file,
            sha256=file.sha256,
            rows=len(lines),
            loaded_at=datetime.combine(maker.shape.today, time(12), UTC),
        )
        yield release
        yield from statistics(maker, release, lines)


def file_of(topic: str, pk: int) -> StoredFile:
    file = StoredFile(pk=pk, name=f"{topic}.csv", media_type="text/csv", content=topic.encode())
    file.set_hash_and_size()
    return file


def statistics(maker: Maker, release: Sen2Release, lines: list) -> Iterator[Sen2Statistic]:
    """A row of each year, area and source; plans maintained are counted in a January."""
    is_caseload = release.topic == "caseload"
    period = maker.pick(["academic", "january"]) if is_caseload else "calendar"
    for line, (year, area, source) in enumerate(lines, start=1):
        level, code, gss_code, name, region = area
        yield Sen2Statistic(
            pk=release.pk * 100 + line,
            release=release,
            line=line,
            year=year,
            period=period,
            level=level,
            old_code=code,
            gss_code=gss_code,
            name=name,
            region=region,
            breakdown=source,
            values={column: maker.pick(texts) for column, texts in CELLS[release.topic].items()},
        )
