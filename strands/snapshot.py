"""Public functions of this app: its records as rows of sections, with derived statuses and
slippage.
"""

from collections.abc import Container, Iterator
from datetime import date
from typing import Any

from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.free_text import without_stop
from strands.choices import PlacesStage
from strands.commitment_row_types import CommitmentRow, ConditionRow
from strands.commitment_rows import (
    commitment_rows,
    commitments_naming_themselves,
    commitments_with_stages,
    condition_rows,
    conditions_naming_commitment,
    conditions_with_statuses,
)
from strands.dependency_clashes import with_clash_warnings
from strands.frequencies import FREQUENCIES
from strands.indicator_row_types import IndicatorRow
from strands.indicator_rows import indicator_rows, marker_of, without_counts
from strands.milestone_row_types import MilestoneRow
from strands.milestone_rows import milestones_without_warnings, milestones_without_workstream
from strands.models import Milestone, PlacesScheme, Target
from strands.places_exemption import names_no_exempt_scheme
from strands.rows import PlacesRow, ProgrammeRow, StrandRow, TargetRow, TextRow
from strands.strand_rows import (
    programme_rows,
    strand_rows,
    strands_without_ratings,
    strands_without_term,
    text_rows,
)
from strands.succession_rows import ENDED_STRANDS, strands_without_followers


def milestone_rows_with_warnings(*, on: date, viewer: Audience) -> Iterator[MilestoneRow]:
    return with_clash_warnings(milestones_without_warnings(on, viewer))


def target_row(target: Target) -> TargetRow:
    return TargetRow(
        target.measure,
        target.first,
        target.last,
        target.value,
        target.get_kind_display(),
        target.basis_text,
        target.set_by,
        Basis(target.basis),
        target.floor,
        target.expected_low,
        target.expected_high,
    )


def target_rows(*, on: date, viewer: Audience) -> Iterator[TargetRow]:
    return map(target_row, Target.objects.filter(names_no_exempt_scheme("measure", viewer)))


def places_row(scheme: PlacesScheme, milestones: Container[int]) -> PlacesRow:
    """The row of a scheme; `milestones`: the keys of those that the audience may see."""
    dates = {
        "planned": scheme.planned_for,
        "funded": scheme.funded,
        "secured": scheme.secured,
        "open": scheme.opened,
    }
    return PlacesRow(
        slug=scheme.slug,
        provision=scheme.provision,
        strand=scheme.strand.slug if scheme.strand else "",
        area=scheme.area.name if scheme.area else "",
        places=scheme.places,
        marker=marker_of(scheme.places_marker),
        definition=scheme.definition,
        stage=PlacesStage(scheme.stage),
        when=scheme.when_words or str(dates[scheme.stage] or "No date set"),
        basis=Basis(scheme.basis),
        source=scheme.source,
        planned_for=scheme.planned_for,
        funded=scheme.funded,
        secured=scheme.secured,
        opened=scheme.opened,
        milestone=scheme.milestone.slug
        if scheme.milestone and scheme.milestone_id in milestones
        else "",
    )


def places_scheme_rows(*, on: date, viewer: Audience) -> Iterator[PlacesRow]:
    milestones = set(visible_to(Milestone.objects.all(), viewer).values_list("pk", flat=True))
    schemes = PlacesScheme.objects.select_related("strand", "area", "milestone")
    for scheme in visible_to(schemes, viewer):
        yield places_row(scheme, milestones)


def section_title(section: str) -> str:
    """ "finance: progress", of a section that monthly texts are written for."""
    return section.replace("-", ": ", 1).replace("-", " ") or "whole programme"


def text_title(row: TextRow) -> str:
    """ "Text, finance: progress"."""
    return f"Text, {section_title(row.section)}"


CONDITIONS = Section(
    "strands.conditions",
    ConditionRow,
    condition_rows,
    upgrades=(conditions_naming_commitment, conditions_with_statuses),
    key=("commitment", "reference"),
    label="Conditions",
    title=lambda row: f"{row.kind}: {row.wording}",
    page="commitment",
    page_values=lambda row: {"slug": row.commitment},
    edit=EditLink("Open the condition", model="strands.condition", by="reference"),
)


def updates_with_a_basis(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 1: an update had no basis."""
    for row in rows:
        if row["update"]:
            row["update"]["basis"] = Basis.REPORTED.value
    return rows


# A strand's page is about its latest update:
# that is the record that its links edit.
STRANDS = Section(
    "strands.strands",
    StrandRow,
    strand_rows,
    upgrades=(
        updates_with_a_basis,
        strands_without_term,
        strands_without_followers,
        strands_without_ratings,
    ),
    key=("slug",),
    label="Strands",
    nouns=("strand's update", "strands' updates"),
    title=lambda row: row.name,
    page="strand",
    page_values=lambda row: {"slug": row.slug},
    edit=EditLink("Open the strand's update", url_name="strand_update", by="slug"),
    model="strands.strandupdate",
    lookup="strand__slug",
)
TEXTS = Section(
    "strands.texts",
    TextRow,
    text_rows,
    key=("section", "month"),
    label="Texts",
    title=text_title,
    edit=EditLink("Edit the text", url_name="paper_text", by="place"),
)
MILESTONES = Section(
    "strands.milestones",
    MilestoneRow,
    milestone_rows_with_warnings,
    upgrades=(milestones_without_workstream,),
    key=("slug",),
    label="Milestones",
    nouns=("milestone", "milestones"),
    title=lambda row: row.title,
    page="milestone",
    page_values=lambda row: {"slug": row.slug},
    edit=EditLink("Edit the milestone", url_name="milestone_edit", by="slug"),
    model="strands.milestone",
    lookup="slug",
)


def without_reports(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 1: no indicator reported a measure of a room."""
    return [row | {"reports": ""} for row in rows]


def without_frequency(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 2: nothing said how often a value comes."""
    stated = {"frequency": "irregular", "period_type": "other", "accumulates_from": ""}
    return [row | stated for row in rows]


def without_best_value(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 3: no value was the best."""
    return [row | {"best_value": None} for row in rows]


INDICATORS = Section(
    "strands.indicators",
    IndicatorRow,
    indicator_rows,
    upgrades=(without_reports, without_frequency, without_best_value, without_counts),
    key=("slug",),
    label="Indicators",
    nouns=("figure", "figures"),
    title=lambda row: row.label,
    page="measure",
    page_values=lambda row: {"address": row.measure},
    edit=EditLink("Open its returns", model="strands.indicatorreturn", by="slug"),
)


def targets_without_band(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade targets stored without a floor and an expected band."""
    return [row | dict.fromkeys(("floor", "expected_low", "expected_high"), None) for row in rows]


TARGETS = Section(
    "strands.targets",
    TargetRow,
    target_rows,
    upgrades=(targets_without_band,),
    key=("measure", "kind", "first"),
    label="Targets and comparators",
    title=lambda row: f"{row.kind} for {row.measure}",
    edit=EditLink("Open the target", model="strands.target", by="measure"),
)


def places_without_dates(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade schemes stored with the date of their stage alone, and without their milestone."""
    nothing = dict.fromkeys(("planned_for", "funded", "secured", "opened"), None)
    return [row | nothing | {"milestone": ""} for row in rows]


PLACES = Section(
    "strands.places",
    PlacesRow,
    places_scheme_rows,
    upgrades=(places_without_dates,),
    key=("slug",),
    label="Places",
    title=lambda row: f"{without_stop(row.provision)}: places",
    edit=EditLink("Open the places", model="strands.placesscheme", by="slug"),
)
COMMITMENTS = Section(
    "strands.commitments",
    CommitmentRow,
    commitment_rows,
    upgrades=(commitments_naming_themselves, commitments_with_stages),
    key=("slug",),
    label="Commitments",
    nouns=("commitment", "commitments"),
    title=lambda row: row.name,
    page="commitment",
    page_values=lambda row: {"slug": row.slug},
    edit=EditLink("Open the commitment", model="strands.commitment", by="slug"),
    model="strands.commitment",
    lookup="slug",
)
PROGRAMME = Section(
    "strands.programme",
    ProgrammeRow,
    programme_rows,
    key=("section",),
    label="The whole programme",
    title=lambda row: "Update of the whole programme",
    page="strands",
    edit=EditLink("Edit the text", url_name="paper_text", by="place"),
)
SECTIONS = (
    PROGRAMME,
    STRANDS,
    ENDED_STRANDS,
    CONDITIONS,
    TEXTS,
    MILESTONES,
    INDICATORS,
    TARGETS,
    PLACES,
    COMMITMENTS,
    FREQUENCIES,
)
