"""The rows of official statistics that pages show: ours, England's, our region's and the comparators'.

The rest of the country stays in the tables, so that editions stay small.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from ehcp.models import ComparatorList, Sen2Statistic
from ehcp.official.authorities import Authority, stored_authorities
from ehcp.official.row_types import ComparisonRow, OfficialRow, Role
from ehcp.official.rows import LOCAL, NATIONAL, REGIONAL
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis

# A row of the newest release, and that of the release before it.
RELEASES = 2


def own_authority() -> Authority | None:
    """The authority that the site is of; None until the setting names it."""
    return Authority.parse(settings.SENDPROG_AUTHORITY) if settings.SENDPROG_AUTHORITY else None


def stored_comparators() -> tuple[ComparatorList | None, list[Authority]]:
    """The newest list, and its authorities without our own."""
    stored = ComparatorList.objects.first()
    if stored is None:
        return None, []
    own = own_authority()
    return stored, [
        authority for authority in stored_authorities(stored.authorities) if authority != own
    ]


def own_region(own: Authority) -> str:
    """The region that the newest release puts us in; "" where none does."""
    regions = Sen2Statistic.objects.filter(level=LOCAL, old_code=own.code).exclude(region="")
    newest = regions.order_by("-release__published", "-release_id").values_list("region", "name")
    return next((region for region, name in newest[:50] if own.is_row(own.code, name)), "")


def newest_statistics(authorities: Sequence[Authority], region: str) -> QuerySet:
    """The statistics of these areas, of each the newest release that has it and the one before."""
    codes = [authority.code for authority in authorities]
    names = [authority.name for authority in authorities]
    areas = Q(level=NATIONAL) | Q(level=LOCAL, old_code__in=codes) | Q(level=LOCAL, name__in=names)
    if region:
        areas |= Q(level=REGIONAL, name=region)
    order = [
        F("release__published").desc(nulls_last=True),
        F("release_id").desc(),
    ]
    row_number = Window(
        RowNumber(),
        partition_by=[
            F("release__topic"),
            F("year"),
            F("period"),
            F("level"),
            F("old_code"),
            F("name"),
            F("breakdown"),
        ],
        order_by=order,
    )
    found = Sen2Statistic.objects.filter(areas).annotate(number=row_number)
    return found.filter(number__lte=RELEASES).select_related("release").order_by(*order, "pk")


def official_rows(*, on: date, viewer: Audience) -> Iterator[OfficialRow]:
    """England's rows and, once the setting names us, ours, our region's and the comparators'."""
    own = own_authority()
    others = stored_comparators()[1]
    authorities = [*([own] if own else []), *others]
    region = own_region(own) if own else ""
    rows: dict[tuple, OfficialRow] = {}
    for statistic in newest_statistics(authorities, region):
        row = official_row(statistic, own, others)
        if row is None or (row.breakdown and row.role not in (Role.OWN, Role.ENGLAND)):
            continue
        key = (row.topic, row.period, row.year, row.role, row.place, row.breakdown)
        rows[key] = with_earlier(rows[key], row) if key in rows else row
    return iter([rows[key] for key in sorted(rows)])


def official_row(
    statistic: Sen2Statistic, own: Authority | None, others: Iterable[Authority]
) -> OfficialRow | None:
    """The row under our name of its area; None for an authority that only shares a code."""
    role, authority = Role.ENGLAND, None
    if statistic.level == REGIONAL:
        role = Role.REGION
    elif statistic.level == LOCAL:
        candidates = [*([own] if own else []), *others]
        authority = matching(candidates, statistic)
        if authority is None:
            return None
        role = Role.OWN if authority == own else Role.COMPARATOR
    release = statistic.release
    return OfficialRow(
        release.topic,
        statistic.year,
        statistic.period,
        authority.name if authority else statistic.name,
        role,
        statistic.breakdown,
        statistic.values,
        release.title,
        release.published,
        release.note,
        Basis(release.basis),
        authority.code_note(statistic.old_code) if authority else "",
    )


def matching(candidates: Iterable[Authority], statistic: Sen2Statistic) -> Authority | None:
    return next(
        (
            authority
            for authority in candidates
            if authority.is_row(statistic.old_code, statistic.name)
        ),
        None,
    )


def with_earlier(row: OfficialRow, earlier: OfficialRow) -> OfficialRow:
    """The newest row, with the cells that the release before had otherwise."""
    if row.earlier_release or row.release == earlier.release or row.basis is not earlier.basis:
        return row
    changed = {
        name: text
        for name, text in earlier.values.items()
        if name in row.values and row.values[name] != text
    }
    return replace(row, earlier=changed, earlier_release=earlier.release)


def comparison_rows(*, on: date, viewer: Audience) -> Iterator[ComparisonRow]:
    own = own_authority()
    stored, others = stored_comparators()
    yield ComparisonRow(
        own.name if own else "",
        own_region(own) if own else "",
        stored.title if stored else "",
        stored.source if stored else "",
        str(stored.dated or "") if stored else "",
        tuple(authority.name for authority in others),
    )


def row_title(row: OfficialRow) -> str:
    """ "Official statistics, Exampleshire, 2025, Parents"."""
    source = f", {row.breakdown}" if row.breakdown else ""
    return f"Official statistics, {row.place}, {row.period_label}{source}"


OFFICIAL = Section(
    "ehcp.official",
    OfficialRow,
    official_rows,
    key=("topic", "period", "year", "role", "place", "breakdown"),
    label="Official statistics",
    nouns=("official statistic", "official statistics"),
    title=row_title,
    page="official_statistics",
    edit=EditLink("Load official statistics", url_name="official_load"),
)
COMPARISON = Section(
    "ehcp.comparison",
    ComparisonRow,
    comparison_rows,
    key=("which",),
    label="Whom official statistics compare us with",
    nouns=("list of comparators", "lists of comparators"),
    title=lambda row: "Whom official statistics compare us with",
    page="official_statistics",
    edit=EditLink("Change the comparators", url_name="comparators"),
)
SECTIONS = (OFFICIAL, COMPARISON)
