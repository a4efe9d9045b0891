"""One record of each kind, tied to one another; every address that can show one of them; and which of these fail."""

import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from committee.models import Ask, Edition, GlossaryTerm, Meeting, PaperSection
from risks.models import Mitigation, Risk
from sendprog.loads.kinds import KINDS
from sendprog.models import Load, User
from sendprog.records.snapshots import live_snapshot
from strands.models import (
    Commitment,
    IndicatorReturn,
    Milestone,
    Strand,
    StrandUpdate,
    UpdateRound,
)
from tests import builders as make
from tests.crawling import EDITION, LIVE, Pattern, measure_addresses, patterns

TODAY = date(2025, 1, 22)
DECEMBER, NOVEMBER = date(2024, 12, 1), date(2024, 11, 1)
PEOPLE = {
    "officer": {"role": "officer", "email": "officer@council.example"},
    "manager": {"role": "manager", "is_staff": True},
    "figures": {"role": "figures administrator", "is_staff": True},
    "auditor": {"role": "auditor", "is_staff": True},
    "member": {"role": "member"},
    "admin": {"is_staff": True, "is_superuser": True},
}


def make_small_world() -> None:
    """A programme with one or two records of each kind, all of them on pages."""
    people = {name: make.make_user(name, **fields) for name, fields in PEOPLE.items()}
    strand = make.make_strand("strategy")
    make.make_officer(strand, people["officer"])
    make.make_workstream(strand)
    make_work(strand)
    make_figures(strand)
    make_committee(strand)


def make_work(strand: Strand) -> None:
    """Milestones, updates and risks."""
    milestone = make.make_milestone("MS/1", strand=strand, forecast="March 2025")
    make.make_baseline(milestone)
    needed = make.make_milestone("MS/2", strand=strand, stage="complete", actual="June 2024")
    make.make_dependency(milestone, needed)
    make.make_round()
    make.make_update(
        DECEMBER, strand=strand, stated_rag="at_risk", rag_reason="Late", path_to_green="Hire"
    )
    make.make_update(strand=strand, state="draft", progress="")
    make.make_update(section="finance-pressures")
    risk = make.make_risk("SEND 1", strand=strand)
    make.make_assessment(risk)
    make.make_mitigation(risk)
    agreement = make.make_commitment(agreed="March 2024")
    make.make_delivery(strand, agreement)
    make.make_commitment_report(agreement)
    make.make_condition_status(make.make_condition(agreement, strand=strand))


def make_figures(strand: Strand) -> None:
    """Monthly figures, indicators and money."""
    make.make_monthly_return(NOVEMBER)
    make.make_monthly_return(DECEMBER)
    make.make_contact_return(DECEMBER)
    indicator = make.make_indicator(strand=strand, room="ehcp")
    make.make_return(indicator, reported_in=DECEMBER)
    make.make_return(indicator, comparison_value=3, baseline_value=2)
    make.make_frequency()
    make.make_target()
    make.make_target("ehcp.plans_issued", first=DECEMBER)
    make.make_places(strand=strand, area=make.make_area(), milestone=Milestone.objects.first())
    plan = make.make_plan()
    make.make_plan_year(plan, closing_balance=50_000_000)
    make.make_contribution(plan)
    make.make_saving(strand=strand, confidence=make.make_confidence())
    make.make_position(NOVEMBER, projected_cumulative_deficit=60_000_000)
    make.make_position(DECEMBER, projected_cumulative_deficit=60_000_000)


def make_committee(strand: Strand) -> None:
    """A meeting with an edition, and a later one with what it waits for."""
    earlier = make.make_meeting(date(2024, 12, 10))
    make.make_ask("PSC/1", meeting=earlier, strand=strand, risk=Risk.objects.first())
    make.make_edition(earlier, on=date(2024, 12, 2))
    meeting = make.make_meeting(date(2025, 1, 29))
    make.make_ask("PSC/2", meeting=meeting, due="March 2025", kind="recommendation")
    make.make_title_block(meeting)
    make.make_paper_section("legal", standing_text="Words")
    make.make_headline_measure()
    make.make_scorecard_measure()
    make.make_exception()
    make.make_term()
    make.make_exemption(make.make_milestone("closed", strand=strand))
    make.make_month_lock(date(2024, 4, 1))


def slugs(model: type[Model]) -> Callable[[], list[str]]:
    return lambda: list(model.objects.values_list("slug", flat=True))


def months_of(model: type[Model], field: str = "month") -> Callable[[], list[str]]:
    return lambda: sorted(
        {f"{month:%Y-%m}" for month in model.objects.values_list(field, flat=True)}
    )


def meeting_days() -> list[str]:
    return [day.isoformat() for day in Meeting.objects.values_list("date", flat=True)]


# As EXAMPLES of tests/crawling.py, by what is stored.
STORED: dict[str, Callable[[], list[str]]] = {
    "strands/": slugs(Strand),
    "milestones/": slugs(Milestone),
    "risks/": slugs(Risk),
    "glossary/": slugs(GlossaryTerm),
    "commitments/": slugs(Commitment),
    "paper/title-block/": meeting_days,
    "paper/texts/": lambda: ["finance-progress"],
    "measures/": lambda: measure_addresses(live_snapshot()),
    "strands/<slug:slug>/update/": months_of(StrandUpdate),
    "rounds/": months_of(UpdateRound),
    "indicators/": lambda: list(IndicatorReturn.objects.values_list("indicator__slug", flat=True)),
    "indicators/<slug:slug>/": months_of(IndicatorReturn, "reported_in"),
    "risks/<slug:slug>/mitigations/": lambda: [str(one.number) for one in Mitigation.objects.all()],
    "changes/since/": lambda: [str(one.number) for one in Edition.objects.all()],
    "accounts/invitation/": lambda: ["MQ"],
    "accounts/invitation/<str:uidb64>/": lambda: ["guessed-0"],
    "accounts/reset/": lambda: ["MQ"],
    "accounts/reset/<str:uidb64>/": lambda: ["guessed-0"],
    "set-up/": lambda: ["1"],
    "set-up/ready-made/": lambda: ["matrix-5-by-5"],
    "people/": lambda: [str(User.objects.get(username="officer").pk)],
    "meetings/": meeting_days,
    "meetings/<str:meeting>/editions/": lambda: [str(one.number) for one in Edition.objects.all()],
    "meetings/<str:meeting>/editions/<int:edition>/": lambda: ["checksums.csv"],
    "paper/": slugs(PaperSection),
    "headline-measures/": lambda: ["1"],
    "scorecard-measures/": lambda: ["ehcp.twenty_week_rate"],
    "exceptions/": lambda: ["90"],
    "readiness/": meeting_days,
    "asks/": slugs(Ask),
    "exempt/": lambda: ["strands.milestone"],
    "exempt/<str:label>/": lambda: [str(one.pk) for one in Milestone.objects.all()],
    "history/": lambda: ["strands.milestone"],
    "history/<str:label>/": lambda: [str(Milestone.objects.first().pk)],
    "history/<str:label>/<int:pk>/": lambda: [
        str(Milestone.objects.first().history.first().history_id)
    ],
}
QUERIES = (
    "search/?q=e",
    "search/?q=MS/1",
    "milestones/?sort=title&show=late",
    "risks/?sort=-score",
)


def stored_addresses(pattern: Pattern) -> list[str]:
    """The pattern's addresses with every stored value; an edition's own pages, of every edition."""
    if pattern.mount == EDITION:
        return [
            address
            for edition in Edition.objects.all()
            for address in _addresses(
                replace(
                    pattern, mount=f"/meetings/{edition.meeting_date}/editions/{edition.number}/"
                )
            )
        ]
    return _addresses(pattern)


def _addresses(pattern: Pattern) -> list[str]:
    values = product(*(STORED[before]() for before in pattern.asked))
    return [pattern._joined(pattern.parts[0::2], chosen) for chosen in values]


def site_addresses(*, mounted: bool) -> Iterator[str]:
    """Every address outside the admin: those to read, or those to edit."""
    for pattern in patterns():
        if not pattern.is_admin and bool(pattern.mount) is mounted:
            yield from stored_addresses(pattern)


def admin_addresses(models: Iterable[type[Model]]) -> Iterator[str]:
    """The list of each of these models in the admin, with the form and history of its last record."""
    for model in models:
        yield admin_address(model, "changelist")
        record = model._default_manager.last()
        yield from (
            admin_address(model, page, record.pk) for page in ("change", "history") if record
        )


def admin_address(model: type[Model], page: str, *values: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=values)


def desk_addresses() -> Iterator[str]:
    """Every file of the import desk, and the pages of each load."""
    for kind, ending in product(KINDS, ("csv", "xlsx")):
        yield reverse("admin:sendprog_load_stored", args=[kind, ending])
    for load in Load.objects.all():
        yield from (admin_address(Load, page, load.pk) for page in ("change", "undo"))


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def failures(client: Client, addresses: Iterable[str]) -> list[str]:
    """The addresses that fail, each with the error and where it is raised."""
    return [problem for address in addresses if (problem := problem_at(client, address))]


def problem_at(client: Client, address: str) -> str:
    try:
        with transaction.atomic():
            response = client.get(address)
            b"".join(response) if response.streaming else response.content
    except Exception as error:  # whatever is raised is what the walk looks for
        return f"{address}: {described(error)}"
    return f"{address}: {response.status_code}" if response.status_code >= 500 else ""


def described(error: BaseException) -> str:
    """The error and the line of ours that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame
        for frame in frames
        if frame.filename.startswith(str(settings.BASE_DIR))
        and "site-packages" not in frame.filename
    ]
    return f"{type(error).__name__}: {error} ({Path(ours[-1].filename).name}:{ours[-1].lineno})"[
        :600
    ]


def failures_of_readers(folder: Path) -> list[str]:
    """What fails of all live pages, of the commands, and of the editions published for each meeting."""
    live = [address for address in site_addresses(mounted=True) if address.startswith(LIVE)]
    return [
        *failures(client_of("auditor"), [*live, *(f"{LIVE}{query}" for query in QUERIES)]),
        *failures(client_of("officer"), ["/my-updates/", LIVE, f"{LIVE}milestones/"]),
        *failed_commands(folder),
        *failures(
            client_of("member"), [a for a in site_addresses(mounted=True) if not a.startswith(LIVE)]
        ),
    ]


def failures_of_writers(models: Iterable[type[Model]]) -> list[str]:
    """What fails of the site's editing pages, the desk, and the admin's pages of these models."""
    return [
        *failures(client_of("manager"), site_addresses(mounted=False)),
        *failures(client_of("admin"), [*admin_addresses(models), *desk_addresses()]),
    ]


def failed_commands(folder: Path) -> list[str]:
    """Of publishing for each meeting, exporting the editions and sending reminders."""
    commands = [
        *((make.make_edition, (meeting,)) for meeting in Meeting.objects.all()),
        (call_command, ("export_editions", str(folder))),
        (call_command, ("send_reminders",)),
    ]
    problems = []
    for command, given in commands:
        try:
            with transaction.atomic():
                command(*given)
        except Exception as error:  # as above
            # The forms may have let everybody leave: then it says so.
            if "Nobody who may sign in has an e-mail address" not in str(error):
                problems.append(f"{command.__name__} {given}: {described(error)}")
    return problems
