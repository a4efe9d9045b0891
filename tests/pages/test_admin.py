"""The admin: every page answers, every write is one change with author and reason, the database's rules are form errors."""

import re
from datetime import date
from html.parser import HTMLParser
from itertools import product

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committee.models import (
    Ask,
    GlossaryTerm,
    HeadlineMeasure,
    Meeting,
    PaperSection,
    PaperTitleBlock,
    ScorecardException,
    ScorecardMeasure,
)
from committee.models.headline_measures import LAST_PLACE
from ehcp.models import ComparatorList, ContactReturn, MonthlyReturn
from finance.models import (
    ConfidenceScale,
    Contribution,
    MonthlyPosition,
    Plan,
    PlanYear,
    PositionFigure,
    Saving,
)
from risks.models import (
    Mitigation,
    Risk,
    RiskAssessment,
    RiskMatrix,
    RiskMatrixCell,
    RiskMatrixLevel,
)
from sendprog.models import (
    DemoMark,
    HeadingChoice,
    Load,
    MonthLock,
    StoredFile,
    StoredFileRemoval,
    User,
)
from sendprog.records.data_version import DataVersion
from sendprog.records.exemptions import Exemption
from sendprog.records.fields import count_names
from sendprog.records.history import Tracked, change
from sendprog.tracked_admin import AddOnly, TrackedAdmin
from strands import models as strands
from strands.choices import ReportedSeries
from tests import builders as make
from tests.conftest import IS_SOAK, pairs

pytestmark = pytest.mark.django_db


def month(number):
    return date(2020 + number // 12, number % 12 + 1, 1)


def strand(number):
    return strands.Strand.objects.first() or make.make_strand(f"strand-{number}", number=number)


def milestone(number):
    return make.make_milestone(f"milestone-{number}", strand=strand(number))


def risk(number):
    return make.make_risk(f"risk-{number}", strand=strand(number))


def matrix(number):
    return RiskMatrix.objects.first() or make.make_matrix(1, 1)


def commitment(number):
    return make.make_commitment(f"commitment-{number}")


def plan(number):
    return make.make_plan(f"plan-{number}", commitment=commitment(number))


def user(number):
    return make.make_user(f"user-{number}", role_title="Officer")


def one_more(model, **fields):
    return make.saved(model(**fields))


# One record of each registered model, the n-th of its kind.
BUILDERS = {
    Group: lambda n: Group.objects.create(name=f"Group {n}"),
    User: user,
    StoredFile: lambda n: make.make_file(f"file-{n}.txt", stored_by=user(n)),
    StoredFileRemoval: lambda n: make.make_removal(make.make_file(f"file-{n}.txt"), user(n)),
    Load: lambda n: make.make_load(user(n), file_name=f"figures-{n}.csv"),
    MonthLock: lambda n: make.make_month_lock(month(n)),
    HeadingChoice: lambda n: make.make_heading_choice(f"heading_{n}"),
    Exemption: lambda n: make.make_exemption(milestone(n)),
    Meeting: lambda n: make.make_meeting(date=month(n)),
    Ask: lambda n: make.make_ask(
        f"ask-{n}", meeting=make.make_meeting(date=month(n)), strand=strand(n), risk=risk(n)
    ),
    PaperSection: lambda n: make.make_paper_section(f"section-{n}"),
    GlossaryTerm: lambda n: make.make_term(f"term-{n}"),
    ScorecardMeasure: lambda n: make.make_scorecard_measure(f"ehcp.measure_{n}"),
    ScorecardException: lambda n: make.make_exception(f"ehcp.measure_{n}", number=n + 1),
    HeadlineMeasure: lambda n: make.make_headline_measure(n % LAST_PLACE + 1),
    PaperTitleBlock: lambda n: make.make_title_block(make.make_meeting(date=month(n))),
    MonthlyReturn: lambda n: make.make_monthly_return(month(n)),
    ContactReturn: lambda n: make.make_contact_return(month(n)),
    ComparatorList: lambda n: make.make_comparators(f"List {n}"),
    Plan: plan,
    PlanYear: lambda n: make.make_plan_year(plan(n)),
    MonthlyPosition: lambda n: make.make_position(month(n)),
    PositionFigure: lambda n: make.make_position_figure(make.make_position(month(n))),
    Contribution: lambda n: make.make_contribution(plan(n)),
    ConfidenceScale: lambda n: make.make_confidence(f"step-{n}", order=n + 1),
    Saving: lambda n: make.make_saving(
        f"saving-{n}", strand=strand(n), confidence=make.make_confidence(f"step-{n}", order=n + 1)
    ),
    Risk: risk,
    RiskAssessment: lambda n: make.make_assessment(risk(n), matrix=matrix(n), score=1),
    Mitigation: lambda n: make.make_mitigation(risk(n)),
    RiskMatrix: lambda n: make.make_matrix(1, 1, number=n + 1),
    RiskMatrixLevel: lambda n: one_more(
        RiskMatrixLevel, matrix=matrix(n), axis="impact", number=n + 10, label="Level"
    ),
    RiskMatrixCell: lambda n: one_more(
        RiskMatrixCell, matrix=matrix(n), likelihood=2, impact=n + 10, score=1
    ),
    strands.Strand: lambda n: make.make_strand(
        f"strand-{n}", number=n, succeeded_by=strands.Strand.objects.first()
    ),
    strands.StrandOfficer: lambda n: make.make_officer(strand(n), user(n)),
    strands.Workstream: lambda n: make.make_workstream(strand(n), f"workstream-{n}"),
    strands.StrandUpdate: lambda n: make.make_update(month(n), strand=strand(n)),
    strands.UpdateRound: lambda n: one_more(strands.UpdateRound, month=month(n), due=month(n)),
    strands.Reminder: lambda n: one_more(
        strands.Reminder,
        round=one_more(strands.UpdateRound, month=month(n), due=month(n)),
        strand=strand(n),
        sent_on=month(n),
        to="officer@example.org",
    ),
    strands.Commitment: commitment,
    strands.CommitmentReport: lambda n: make.make_commitment_report(commitment(n)),
    strands.StrandCommitment: lambda n: make.make_delivery(strand(n), commitment(n)),
    strands.Condition: lambda n: make.make_condition(commitment(n), strand=strand(n)),
    strands.ConditionStatus: lambda n: make.make_condition_status(
        make.make_condition(commitment(n))
    ),
    strands.Milestone: milestone,
    strands.Baseline: lambda n: make.make_baseline(milestone(n)),
    strands.MilestoneDependency: lambda n: make.make_dependency(milestone(n), milestone(n + 1000)),
    strands.Area: lambda n: make.make_area(f"area-{n}"),
    strands.Indicator: lambda n: make.make_indicator(f"indicator-{n}", strand=strand(n)),
    strands.IndicatorReturn: lambda n: make.make_return(make.make_indicator(f"indicator-{n}")),
    strands.SeriesFrequency: lambda n: make.make_frequency(ReportedSeries.values[n % 3]),
    strands.Target: lambda n: make.make_target(f"ehcp.measure_{n}", first=month(n)),
    strands.PlacesScheme: lambda n: make.make_places(
        f"places-{n}", strand=strand(n), milestone=milestone(n)
    ),
}
# The most records of a kind that the database allows.
MOST = {HeadlineMeasure: LAST_PLACE, strands.SeriesFrequency: len(ReportedSeries)}
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
TRACKED = [model for model in REGISTERED if issubclass(model, Tracked)]
every_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def add_page(model):
    """Where one is added; nowhere for what the site alone makes."""
    return [] if model is strands.Reminder else [address(model, "add")]


@pytest.fixture
def administrator():
    return make.make_user("administrator", is_staff=True, is_superuser=True)


@pytest.fixture
def client(administrator):
    client = Client(raise_request_exception=True)
    client.force_login(administrator)
    return client


def signed_in(role):
    client = Client()
    client.force_login(make.make_user(role.replace(" ", "-"), role=role, is_staff=True))
    return client


class FormReader(HTMLParser):
    """What a browser would send of the page's main form as it stands."""

    def __init__(self):
        super().__init__()
        self.sent, self.choosing, self.writing = {}, None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "input" and name and given.get("type") not in {"submit", "file"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                # A ticked box without a value sends "on".
                self.sent[name] = given.get("value") or (
                    "on" if given.get("type") == "checkbox" else ""
                )
        elif tag == "select" and name:
            self.choosing = name
            self.sent[name] = [] if "multiple" in given else ""
        elif tag == "option" and self.choosing and "selected" in given:
            several = isinstance(self.sent[self.choosing], list)
            chosen = given.get("value", "")
            self.sent[self.choosing] = [*self.sent[self.choosing], chosen] if several else chosen
        elif tag == "textarea" and name:
            self.writing = name
            self.sent[name] = ""

    def handle_endtag(self, tag):
        if tag == "select":
            self.choosing = None
        elif tag == "textarea":
            # HTML drops the first line break of a text area; browsers send the others as CRLF.
            self.sent[self.writing] = (
                self.sent[self.writing].removeprefix("\n").replace("\n", "\r\n")
            )
            self.writing = None

    def handle_data(self, text):
        if self.writing:
            self.sent[self.writing] += text


def form_of(client, page):
    reader = FormReader()
    reader.feed(client.get(page).content.decode())
    return {name: value for name, value in reader.sent.items() if "__prefix__" not in name}


def errors_at(response, field):
    return response.context["adminform"].form.errors.get(field, [])


def test_every_registered_model_has_a_builder():
    assert set(REGISTERED) == set(BUILDERS)


def test_every_tracked_model_is_registered_as_tracked():
    ours = {model for model in apps.get_models() if issubclass(model, Tracked)}
    assert set(TRACKED) == ours
    assert [
        model for model in TRACKED if not isinstance(admin.site._registry[model], TrackedAdmin)
    ] == []


def test_no_list_is_editable():
    """A list carries no versions, so it would overwrite what somebody else saved."""
    assert [model for model in REGISTERED if admin.site._registry[model].list_editable] == []


def test_what_the_site_notes_for_itself_is_not_in_admin():
    assert {DataVersion, DemoMark}.isdisjoint(REGISTERED)


def test_every_count_stands_beside_its_marker():
    for model in (MonthlyReturn, ContactReturn):
        lines = [
            line
            for _, options in admin.site._registry[model].fieldsets
            for line in options["fields"]
        ]
        pairs = {line for line in lines if isinstance(line, tuple) and line != ("month", "covers")}
        assert pairs == {(name, f"{name}_marker") for name in count_names(model)}


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
@pytest.mark.usefixtures("without_sidebar")
def test_every_field_is_on_its_form(client, model):
    """A field added to a model later is not forgotten here."""
    record = BUILDERS[model](1)
    form = client.get(address(model, "change", record.pk)).context["adminform"].form
    hidden = set(
        admin.site._registry[model].get_readonly_fields(client.get("/admin/").wsgi_request, record)
    )
    assert {
        field.name for field in model._meta.fields if field.editable and not field.primary_key
    } <= set(form.fields) | hidden


@every_model
def test_every_page_answers(client, model):
    record = BUILDERS[model](1)
    pages = [address(model, "changelist"), *add_page(model)]
    pages += [address(model, page, record.pk) for page in ("change", "history")]
    if issubclass(model, Tracked):
        pages.append(address(model, "simple_history", record.pk, record.history.first().pk))
    if admin.site._registry[model].has_delete_permission(client.get("/admin/").wsgi_request):
        pages.append(address(model, "delete", record.pk))
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert not re.search(rb"<style|\sstyle=|<script>|\son[a-z]+=", response.content), page


@every_model
@pytest.mark.usefixtures("without_sidebar")
def test_lists_cost_the_same_at_any_size(client, model):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address(model, "changelist")).status_code == 200
        return len(captured)

    for number in range(3):
        BUILDERS[model](number)
    queries()
    few = queries()
    for number in range(3, MOST.get(model, 30)):
        BUILDERS[model](number)
    assert queries() == few


ODD = "\x00", "x" * 5000, "9" * 5000, "'\"<b>", "\ud83d", "a " * 2500


@every_model
@pytest.mark.usefixtures("without_sidebar")
def test_lists_answer_odd_addresses(client, model):
    BUILDERS[model](1)
    page = address(model, "changelist")
    plain = [
        "?p=999",
        "?p=x",
        "?o=999",
        "?o=-1.2.x",
        "?nothing=1",
        "?all=",
        "?id__exact=99999999999999999999",
        "?e=1",
    ]
    hierarchy = admin.site._registry[model].date_hierarchy
    if hierarchy:
        plain += [f"?{hierarchy}__year={year}" for year in ("0", "9999", "10000", "x", "2024")]
        plain += [
            f"?{hierarchy}__year=2024&{hierarchy}__month={number}"
            for number in ("13", "x", "11", "9" * 23)
        ]
        plain += [
            f"?{hierarchy}__year=2024&{hierarchy}__month=2&{hierarchy}__day={number}"
            for number in ("30", "x", "9" * 23)
        ]
    turn = REGISTERED.index(model)
    for place, query in enumerate(plain):
        if IS_SOAK or (place + turn) % 3 == 0:
            assert client.get(page + query).status_code < 500, query
    names = ("q", "o", "p", "state__exact", "strand__id__exact", "basis__exact", "slug")
    for place, (text, name) in enumerate(product(ODD, names)):
        if IS_SOAK or (place + turn) % 6 == 0:
            assert client.get(page, {name: text.encode(errors="replace")}).status_code < 500, (
                name,
                text[:5],
            )


@every_model
@pytest.mark.usefixtures("without_sidebar")
def test_records_answer_odd_addresses(client, model):
    record = BUILDERS[model](1)
    for key in ("0", "x", "9" * 30, "9" * 5000, "%00", "_31"):
        for page in ("change", "history", "delete"):
            assert client.get(f"{address(model, 'changelist')}{key}/{page}/").status_code < 500, (
                key[:5],
                page,
            )
        if issubclass(model, Tracked):
            assert client.get(f"{address(model, 'changelist')}{key}/history/1/").status_code == 404
            assert (
                client.get(f"{address(model, 'changelist')}{record.pk}/history/{key}/").status_code
                == 404
            )


# What a browser would send of a page, asked once for the tests below: their records are alike.
FORMS = {}


@pytest.mark.parametrize(
    ("model", "what"), pairs(REGISTERED, ["nul", "long", "digits", "empty"], of=4)
)
@pytest.mark.usefixtures("without_sidebar")
def test_forms_answer_odd_values(client, model, what):
    """Every field of every form, inline rows included, holding nonsense: refused, never an error of the server.

    All fields at once, one text a model; in a soak each text, and the first fields alone too.
    """
    text = {"nul": "\x00", "long": "x" * 5000, "digits": "9" * 5000, "empty": ""}[what]
    record = BUILDERS[model](1)
    keep = re.compile(r"csrf|_FORMS$|-id$|seen_version")
    pages = add_page(model)
    if not isinstance(admin.site._registry[model], AddOnly):
        pages.append(address(model, "change", record.pk))
    for page in pages:
        sent = FORMS.get(page) or FORMS.setdefault(page, form_of(client, page))
        odd = {name: value if keep.search(name) else text for name, value in sent.items()}
        assert client.post(page, odd).status_code in (200, 422, 302 if text == "" else 200), page
        everything = dict.fromkeys(sent, text)
        assert client.post(page, everything).status_code < 500, page
        for name in list(sent)[:8] if IS_SOAK else []:
            assert client.post(page, {**sent, name: text}).status_code < 500, (page, name)


@every_model
@pytest.mark.usefixtures("without_sidebar")
def test_lists_answer_odd_selections(client, model):
    BUILDERS[model](1)
    for key in ("x", "\x00", "9" * 30, "9" * 5000):
        posted = {
            "action": "delete_selected",
            "_selected_action": key,
            "post": "yes",
            "change_reason": "\x00",
        }
        assert client.post(address(model, "changelist"), posted).status_code < 500


def test_search_of_a_choice_answers_odd_words(client):
    milestone(1)
    query = {"app_label": "strands", "model_name": "baseline", "field_name": "milestone"}
    for text in ODD:
        assert (
            client.get(
                "/admin/autocomplete/", {**query, "term": text.encode(errors="replace")}
            ).status_code
            == 200
        )
    assert client.get("/admin/autocomplete/", {**query, "term": "milestone"}).json()["results"]


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
@pytest.mark.usefixtures("without_sidebar")
def test_a_form_saved_as_it_stands_changes_nothing(client, model):
    record = BUILDERS[model](1)
    number, rows = DataVersion.current().number, record.history.count()
    page = address(model, "change", record.pk)
    assert client.post(page, {**form_of(client, page), "change_reason": "None"}).status_code == 302
    assert record.history.count() == rows
    assert DataVersion.current().number == number


def test_a_change_is_recorded_once(client, administrator):
    record = make.make_monthly_return(date(2024, 11, 1))
    number, page = DataVersion.current().number, address(MonthlyReturn, "change", record.pk)
    sent = {
        **form_of(client, page),
        "plans_issued": "160",
        "change_reason": "  The service found two more. ",
    }
    assert client.post(page, sent).status_code == 302
    latest, *earlier = record.history.all()
    assert (latest.plans_issued, latest.history_user, latest.history_type) == (
        160,
        administrator,
        "~",
    )
    assert latest.history_change_reason == "The service found two more."
    assert len(earlier) == 1
    assert DataVersion.current().number == number + 1
    record.refresh_from_db()
    assert (record.plans_issued, record.version) == (160, 2)
    assert (
        b"The service found two more."
        in client.get(address(MonthlyReturn, "history", record.pk)).content
    )


def test_an_addition_is_recorded_once(client, administrator):
    number, page = DataVersion.current().number, address(MonthlyReturn, "add")
    sent = {**form_of(client, page), "month": "01/11/2024", "plans_issued": "0"}
    assert client.post(page, sent).status_code == 302
    record = MonthlyReturn.objects.get()
    assert (record.month, record.plans_issued, record.requests_received) == (
        date(2024, 11, 1),
        0,
        None,
    )
    assert [(row.history_type, row.history_user) for row in record.history.all()] == [
        ("+", administrator)
    ]
    assert DataVersion.current().number == number + 1


def test_lines_and_partial_dates_are_kept_as_they_were(client):
    record = make.make_milestone(
        forecast="January to March 2025", responsible_roles="Head of SEND\nNHS lead"
    )
    page = address(strands.Milestone, "change", record.pk)
    sent = form_of(client, page)
    assert (sent["forecast"], sent["responsible_roles"]) == (
        "January to March 2025",
        "Head of SEND\r\nNHS lead",
    )
    assert client.post(page, {**sent, "title": "Another title"}).status_code == 302
    delta = record.history.first().diff_against(record.history.last())
    assert delta.changed_fields == ["title"]
    refused = client.post(page, {**form_of(client, page), "forecast": "Q1 2025"})
    assert "Q1 2025" in errors_at(refused, "forecast")[0]


def test_rows_share_the_change_of_their_form(client, administrator):
    indicator = make.make_indicator()
    old = make.make_return(indicator)
    number, page = DataVersion.current().number, address(strands.Indicator, "change", indicator.pk)
    sent = form_of(client, page)
    row = {
        name.replace("returns-0", "returns-1"): value
        for name, value in sent.items()
        if name.startswith("returns-0")
    }
    row |= {"returns-1-id": "", "returns-1-reported_in": "01/12/2024", "returns-1-value": "12"}
    sent |= {
        **row,
        "returns-TOTAL_FORMS": "2",
        "name": "Appeals lodged",
        "returns-0-value": "11",
        "change_reason": "Audit",
    }
    assert client.post(page, sent).status_code == 302
    new = strands.IndicatorReturn.objects.get(value=12)
    rows = [record.history.first() for record in (indicator, old, new)]
    assert [(row.history_user, row.history_change_reason) for row in rows] == [
        (administrator, "Audit")
    ] * 3
    assert [record.history.count() for record in (indicator, old, new)] == [2, 2, 1]
    assert DataVersion.current().number == number + 1


def test_a_refused_row_saves_nothing(client):
    indicator = make.make_indicator()
    make.make_return(indicator)
    number, page = DataVersion.current().number, address(strands.Indicator, "change", indicator.pk)
    sent = form_of(client, page) | {
        "name": "Another",
        "returns-0-low": "5",
        "returns-0-high": "4",
        "change_reason": "Why not",
    }
    assert client.post(page, sent).status_code == 200
    indicator.refresh_from_db()
    assert (indicator.name, indicator.history.count(), DataVersion.current().number) == (
        "Appeals",
        1,
        number,
    )


def test_a_figure_changes_only_with_a_reason(client):
    record = make.make_monthly_return(date(2024, 11, 1))
    page = address(MonthlyReturn, "change", record.pk)
    refused = client.post(
        page, {**form_of(client, page), "plans_issued": "160", "change_reason": " \x0b"}
    )
    assert refused.status_code == 200
    assert "Say why" in errors_at(refused, "change_reason")[0]
    assert record.history.count() == 1


def test_a_figure_in_a_row_changes_only_with_a_reason(client):
    indicator = make.make_indicator()
    record = make.make_return(indicator)
    page = address(strands.Indicator, "change", indicator.pk)
    for typed in ({"returns-0-value": "11"}, {"returns-0-DELETE": "on"}):
        refused = client.post(page, {**form_of(client, page), **typed})
        assert refused.status_code == 200
        assert "Say why" in errors_at(refused, "change_reason")[0]
    assert record.history.count() == 1
    assert client.post(page, {**form_of(client, page), "name": "Another name"}).status_code == 302


FIGURES = {
    MonthLock,
    ContactReturn, MonthlyReturn, Plan, PlanYear, MonthlyPosition, Contribution, ConfidenceScale, Saving, RiskAssessment,
    PositionFigure, strands.IndicatorReturn,
}  # fmt: skip


def test_which_records_are_figures():
    assert {model for model in TRACKED if admin.site._registry[model].reason_required} == FIGURES
    inlines = {
        inline
        for model in TRACKED
        for inline in admin.site._registry[model].inlines
        if inline.model in FIGURES
    }
    assert inlines and all(inline.reason_required for inline in inlines)


def test_deleting_puts_in_the_bin(client, administrator):
    record = milestone(1)
    number, page = DataVersion.current().number, address(strands.Milestone, "delete", record.pk)
    assert client.post(page, {"post": "yes", "change_reason": "Entered twice"}).status_code == 302
    assert not strands.Milestone.objects.exists()
    binned = strands.Milestone.everything.get()
    latest = binned.history.first()
    assert binned.deleted_at and latest.deleted_at == binned.deleted_at
    assert (latest.history_user, latest.history_change_reason) == (administrator, "Entered twice")
    assert DataVersion.current().number == number + 1
    assert client.get(address(strands.Milestone, "history", record.pk)).status_code == 200
    assert client.get(address(strands.Milestone, "change", record.pk)).status_code == 302


def test_deleting_several_puts_each_in_the_bin(client, administrator):
    records = [milestone(number) for number in range(3)]
    number, page = DataVersion.current().number, address(strands.Milestone, "changelist")
    sent = {"action": "delete_selected", "_selected_action": [record.pk for record in records]}
    assert b"Put in the bin" in client.post(page, sent).content
    assert client.post(page, {**sent, "post": "yes", "change_reason": "A trial"}).status_code == 302
    assert strands.Milestone.everything.exclude(deleted_at=None).count() == 3
    assert {record.history.first().history_change_reason for record in records} == {"A trial"}
    assert DataVersion.current().number == number + 1


def test_deleting_a_figure_needs_a_reason(client):
    record = make.make_position(date(2024, 11, 1))
    page = address(MonthlyPosition, "delete", record.pk)
    assert b"Say why" in client.post(page, {"post": "yes"}, follow=True).content
    sent = {"action": "delete_selected", "_selected_action": record.pk, "post": "yes"}
    asked = client.post(address(MonthlyPosition, "changelist"), sent)
    assert b"Say why" in asked.content and b" required" in asked.content
    assert MonthlyPosition.objects.exists()
    assert client.post(page, {"post": "yes", "change_reason": "Wrong month"}).status_code == 302
    assert not MonthlyPosition.objects.exists()


def test_a_row_ticked_for_deletion_goes_in_the_bin(client):
    mitigation = make.make_mitigation(risk(1))
    page = address(Risk, "change", mitigation.risk_id)
    assert (
        client.post(page, {**form_of(client, page), "mitigations-0-DELETE": "on"}).status_code
        == 302
    )
    mitigation.refresh_from_db()
    assert mitigation.deleted_at and mitigation.history.count() == 2


def test_what_is_used_stays_out_of_the_bin(client):
    workstream = make.make_workstream(strand(1))
    page = address(strands.Strand, "delete", workstream.strand_id)
    assert b"Short breaks" in client.get(page).content
    client.post(page, {"post": "yes"})
    assert strands.Strand.objects.exists()
    with change(by=None):
        workstream.delete()
    client.post(page, {"post": "yes"})
    assert not strands.Strand.objects.exists()


def test_a_used_row_stays_out_of_the_bin(client):
    status = make.make_condition_status(make.make_condition(commitment(1)))
    page = address(strands.Commitment, "change", status.condition.commitment_id)
    refused = client.post(page, {**form_of(client, page), "conditions-0-DELETE": "on"})
    assert b"go in the bin while this uses it" in refused.content
    assert strands.Condition.objects.exists()
    with change(by=None):
        status.delete()
    assert (
        client.post(page, {**form_of(client, page), "conditions-0-DELETE": "on"}).status_code == 302
    )
    assert not strands.Condition.objects.exists()


def test_a_key_from_the_bin_is_free_again(client):
    record = milestone(1)
    add, sent = (
        address(strands.Milestone, "add"),
        {"reference": "milestone-1", "title": "Again", "stage": "not_stated"},
    )
    sent = {**form_of(client, add), **sent}
    refused = client.post(add, sent)
    assert "The reference “milestone-1” is in use: choose another." in errors_at(
        refused, "reference"
    )
    with change(by=None):
        record.delete()
    sent["stage"] = record.stage
    assert client.post(add, sent).status_code == 302


def test_history_is_read_only(client):
    record = make.make_position(date(2024, 11, 1))
    row = record.history.first()
    page = address(MonthlyPosition, "simple_history", record.pk, row.pk)
    shown = client.get(page).content
    assert b'name="block"' not in shown and b"High needs" in shown and b"Revert" not in shown
    for posted in (
        {"_save": "Revert", "block": "Early years", "month": "01/11/2024"},
        {"_change_history": "x"},
        {},
    ):
        assert client.post(page, posted).status_code == 405
    client.post(address(MonthlyPosition, "history", record.pk), {"_save": "Revert"})
    record.refresh_from_db()
    assert (record.version, record.block, record.history.count()) == (1, "High needs", 1)


def test_the_second_to_save_sees_both_texts(client):
    record = make.make_milestone(title="First", owner="Head of SEND")
    page = address(strands.Milestone, "change", record.pk)
    mine, theirs = form_of(client, page), form_of(client, page)
    assert client.post(page, {**theirs, "title": "Theirs"}).status_code == 302
    refused = client.post(page, {**mine, "title": "Mine"})
    assert errors_at(refused, "title") == ["Saved meanwhile: Theirs"]
    assert b'value="Mine"' in refused.content
    record.refresh_from_db()
    assert record.title == "Theirs"
    again = FormReader()
    again.feed(refused.content.decode())
    assert (
        client.post(
            page, {name: text for name, text in again.sent.items() if "__prefix__" not in name}
        ).status_code
        == 302
    )
    record.refresh_from_db()
    assert (record.title, record.version) == ("Mine", 3)


def test_the_second_to_save_a_row_is_told(client):
    mitigation = make.make_mitigation(risk(1))
    page = address(Risk, "change", mitigation.risk_id)
    mine = form_of(client, page)
    client.post(page, {**mine, "mitigations-0-text": "Theirs"})
    for typed in ({"mitigations-0-text": "Mine"}, {"mitigations-0-DELETE": "on"}):
        refused = client.post(page, {**mine, **typed})
        assert refused.status_code == 200 and b"omebody else saved" in refused.content
    mitigation.refresh_from_db()
    assert (mitigation.text, mitigation.deleted_at) == ("Theirs", None)


def assessment_form(client, **typed):
    make.make_matrix(5, 6)
    add = address(RiskAssessment, "add")
    given = {"risk": risk(1).pk, "matrix": RiskMatrix.objects.get().pk, "as_at": "30/11/2024"}
    return client.post(add, {**form_of(client, add), **given, **typed})


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (
            {"score": "29"},
            "score",
            "No cell of Matrix, version 1 holds 29. Choose another score (the nearest: 25 or 30)",
        ),
        ({"inherent_score": "7"}, "inherent_score", "the nearest: 6 or 8"),
        ({"target_score": "0"}, "target_score", "the nearest: 1 or 2"),
        (
            {"score": "12", "likelihood": "5", "impact": "6"},
            "score",
            "likelihood 5, impact 6 holds 12",
        ),
        ({"score": "12", "likelihood": "6"}, "score", "no cell for likelihood 6"),
    ],
)
def test_a_score_its_matrix_cannot_hold_is_refused(client, typed, field, words):
    refused = assessment_form(client, **typed)
    assert refused.status_code == 200
    assert words in errors_at(refused, field)[0]


def test_a_score_its_matrix_holds_is_saved(client):
    assert (
        assessment_form(client, score="30", inherent_score="30", target_score="1").status_code
        == 302
    )


def test_a_rule_that_only_the_database_knows_is_a_form_error(client, monkeypatch):
    monkeypatch.setattr("risks.admin.score_error", lambda *args: None)
    refused = assessment_form(client, score="29")
    assert refused.status_code == 200
    message = "No cell of this risk matrix holds that score. Choose another score, or the matrix it was scored with."
    assert errors_at(refused, "__all__") == [message]
    assert not RiskAssessment.everything.exists()


@pytest.mark.parametrize(
    ("model", "typed", "field", "words"),
    [
        (
            MonthlyReturn,
            {"month": "02/11/2024"},
            "month",
            "This could be November 2024 (day first)",
        ),
        (MonthlyReturn, {"plans_issued": "1000001"}, "plans_issued", "This is more than a million"),
        (
            MonthlyReturn,
            {"plans_ceased": "3", "plans_ceased_marker": "c"},
            "plans_ceased",
            "marker",
        ),
        (
            MonthlyReturn,
            {"plans_issued": "1"},
            "__all__",
            "plans issued within 20 weeks at most plans issued",
        ),
        (
            MonthlyPosition,
            {"projected_cumulative_deficit": "1m", "cumulative_basis": ""},
            "__all__",
            "a cumulative deficit names its basis",
        ),
        (
            strands.Milestone,
            {"actual": "May 2024"},
            "__all__",
            "only a complete milestone has a done date",
        ),
        (strands.IndicatorReturn, {"value": ""}, "__all__", "Give a value, a range"),
    ],
)
def test_a_rule_of_the_database_is_a_form_error(client, model, typed, field, words):
    record = BUILDERS[model](1)
    page = address(model, "change", record.pk)
    refused = client.post(page, {**form_of(client, page), "change_reason": "Testing", **typed})
    assert refused.status_code == 200
    assert words in " ".join(errors_at(refused, field))


def test_a_month_twice_is_a_form_error(client):
    make.make_monthly_return(date(2024, 11, 1))
    add = address(MonthlyReturn, "add")
    refused = client.post(add, {**form_of(client, add), "month": "01/11/2024"})
    assert "already a record with the same month" in errors_at(refused, "month")[0]


def test_two_rows_of_one_form_with_one_key_are_refused(client):
    record = make.make_mitigation(risk(1))
    page = address(Risk, "change", record.risk_id)
    row = {
        f"mitigations-{n}-{name}": value
        for n in (1, 2)
        for name, value in (("number", "2"), ("text", "Twice"))
    }
    refused = client.post(page, {**form_of(client, page), **row, "mitigations-TOTAL_FORMS": "3"})
    assert b"mitigation number is its own" in refused.content
    assert Mitigation.objects.count() == 1


def test_an_indicator_keeps_its_slug(client):
    record = make.make_indicator()
    page = address(strands.Indicator, "change", record.pk)
    sent = form_of(client, page)
    assert "slug" not in sent and "slug" in form_of(client, address(strands.Indicator, "add"))
    assert client.post(page, {**sent, "slug": "other", "name": "Renamed"}).status_code == 302
    record.refresh_from_db()
    assert (record.slug, record.name) == ("appeals", "Renamed")


def test_an_indicator_with_years_of_returns_can_be_saved(client):
    record = make.make_indicator()
    for number in range(60):
        make.make_return(record, reported_in=month(number))
    page = address(strands.Indicator, "change", record.pk)
    sent = form_of(client, page)
    assert sent["returns-TOTAL_FORMS"] == "12" and sent["returns-0-reported_in"] == "December 2024"
    assert (
        client.post(
            page, {**sent, "returns-11-value": "19", "change_reason": "Recount"}
        ).status_code
        == 302
    )
    assert strands.IndicatorReturn.objects.get(value=19).reported_in == date(2024, 1, 1)


def test_a_baseline_is_added_and_never_changed(client):
    record = make.make_baseline(make.make_milestone())
    number, page = (
        DataVersion.current().number,
        address(strands.Milestone, "change", record.milestone_id),
    )
    sent = form_of(client, page)
    new = {
        "number": "2",
        "date": "autumn term 2025",
        "reason": "Agreed",
        "approver": "Board",
        "approved_on": "01/12/2024",
    }
    sent |= {f"baselines-1-{name}": value for name, value in {**new, "basis": "reported"}.items()}
    assert (
        client.post(
            page, {**sent, "baselines-TOTAL_FORMS": "2", "baselines-0-number": "7"}
        ).status_code
        == 302
    )
    assert [str(one.date) for one in strands.Baseline.objects.all()] == [
        "March 2025",
        "autumn term 2025",
    ]
    assert DataVersion.current().number == number + 1
    assert record.milestone.history.count() == 1


@pytest.mark.parametrize(
    "model", [strands.Baseline, StoredFile, StoredFileRemoval], ids=lambda model: model.__name__
)
def test_what_is_written_once_is_viewed_and_added_only(client, model):
    record = BUILDERS[model](1)
    assert client.get(address(model, "add")).status_code == 200
    assert client.post(address(model, "change", record.pk), {}).status_code == 403
    assert client.post(address(model, "delete", record.pk), {"post": "yes"}).status_code == 403
    ticked = {"action": "delete_selected", "_selected_action": record.pk, "post": "yes"}
    client.post(address(model, "changelist"), ticked)
    assert model.objects.filter(pk=record.pk).exists()


def test_a_file_is_kept_and_its_bytes_removed_with_a_reason(client, administrator):
    add = address(StoredFile, "add")
    sent = {**form_of(client, add), "upload": SimpleUploadedFile("notes.pdf", b"Notes")}
    assert client.post(add, sent).status_code == 302
    file = StoredFile.objects.get()
    assert (file.name, file.media_type, bytes(file.content), file.stored_by) == (
        "notes.pdf", "application/pdf", b"Notes", administrator
    )  # fmt: skip
    remove = address(StoredFileRemoval, "add")
    sent = {**form_of(client, remove), "file": file.pk}
    assert client.post(remove, sent).status_code == 200
    assert client.post(remove, {**sent, "reason": "Names a child"}).status_code == 302
    file.refresh_from_db()
    assert (file.content, file.size, file.removal.removed_by) == (None, 5, administrator)


def test_a_person_is_deactivated_never_deleted(client):
    person = user(1)
    page = address(User, "change", person.pk)
    assert client.post(address(User, "delete", person.pk), {"post": "yes"}).status_code == 403
    client.post(
        address(User, "changelist"),
        {"action": "delete_selected", "_selected_action": person.pk, "post": "yes"},
    )
    sent = form_of(client, page)
    sent.pop("is_active")
    assert client.post(page, {**sent, "role_title": "Former officer"}).status_code == 302
    person.refresh_from_db()
    assert (person.is_active, person.role_title) == (False, "Former officer")


def test_an_area_renamed_moves_the_version(client):
    record = make.make_area()
    number, page = DataVersion.current().number, address(strands.Area, "change", record.pk)
    client.post(page, {**form_of(client, page), "name": "North Devon"})
    assert DataVersion.current().number == number + 1


def test_the_banner_stands_on_every_page(client, settings):
    banner = b"Demonstration of nothing real"
    assert b"demo-banner" not in client.get("/admin/").content
    settings.SENDPROG_DEMONSTRATION = banner.decode()
    record = milestone(1)
    pages = ["/admin/", "/admin/password_change/", address(strands.Milestone, "add") + "?_popup=1"]
    pages += [
        address(strands.Milestone, page, record.pk) for page in ("change", "history", "delete")
    ]
    assert all(
        client.get(page).content.count(banner) == 1
        for page in [*pages, address(strands.Milestone, "changelist")]
    )
    assert Client().get("/admin/login/").content.count(banner) == 1


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        ("auditor", set(REGISTERED) - {Group}, set()),
        ("officer", {strands.Milestone, Risk}, set()),
        (
            "figures administrator",
            {strands.Milestone},
            {MonthlyReturn, MonthlyPosition, strands.IndicatorReturn},
        ),
        ("manager", {MonthlyReturn, User}, {strands.Milestone, Risk, RiskAssessment, Meeting}),
    ],
)
def test_roles_read_and_write_what_is_theirs(role, reads, writes):
    client = signed_in(role)
    for number, model in enumerate(sorted(reads | writes, key=REGISTERED.index)):
        record = BUILDERS[model](10 * number + 1)
        page = address(model, "change", record.pk)
        assert client.get(address(model, "changelist")).status_code == 200, model
        assert client.get(page).status_code == 200, model
        assert client.get(address(model, "history", record.pk)).status_code == 200, model
        posted = client.post(page, {})
        assert posted.status_code == (200 if model in writes else 403), model
        if model is not strands.Reminder:
            assert client.get(address(model, "add")).status_code == (
                200 if model in writes else 403
            ), model


def test_a_member_has_no_admin():
    client = Client()
    client.force_login(make.make_user(role="member"))
    assert client.get("/admin/").status_code == 302
