"""A figure that an edition used and that changes: told once, by every path, beside the frozen bytes and for ever."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from committee.corrections.comparison import NO_REASON
from committee.editions.seal import seal_edition
from committee.models import Correction, Edition
from ehcp.models import MonthlyReturn
from finance.models import MonthlyPosition
from sendprog.editing.restoring import restore_entry
from sendprog.loads.actions import IncomingFile, confirm, plan_load, receive
from sendprog.loads.undoing import undo_load
from sendprog.models import User
from sendprog.records.data_version import DataVersion
from sendprog.records.history import change
from strands.models import Indicator, IndicatorReturn
from tests import builders
from tests.crawling import by_id, main_of, parsed, reader, words
from tests.databases import MIGRATED, loaded
from tests.filling import fill_in
from tests.sendprog.test_loads_rules import ehcp

pytestmark = pytest.mark.django_db

MEETING = date(2025, 1, 22)
EDITION = "/meetings/2025-01-22/editions/1/"
MEASURE = "ehcp.plans_issued"
NOVEMBER = date(2024, 11, 1)
RETURN = {"plans_issued_within_20_weeks": 40}


@pytest.fixture(scope="module", autouse=True)
def published(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Twelve months of returns, two positions and an indicator, all in edition 1; each test's changes are rolled back."""
    with (
        django_db_blocker.unblock(),
        override_settings(SENDPROG_TODAY=date(2025, 1, 14)),
        loaded(MIGRATED),
    ):
        publish_figures()
        yield


def publish_figures() -> None:
    for month in range(1, 13):
        year, number = (2023, 12) if month == 1 else (2024, month - 1)
        builders.make_monthly_return(date(year, number, 1), **RETURN | {"plans_issued": 80 + month})
    builders.make_position(date(2024, 9, 1), forecast_in_year_deficit=Decimal(45_800_000))
    builders.make_position(NOVEMBER, forecast_in_year_deficit=Decimal(51_600_000))
    strand = builders.make_strand()
    indicator = builders.make_indicator(strand=strand)
    builders.make_return(indicator, value=Decimal(12), last=date(2024, 11, 30))
    builders.make_meeting(MEETING)
    builders.make_user("manager", role="manager")
    builders.make_user("member", role="member")
    builders.make_edition()


def told(**of: object) -> list[tuple[str, str, str, str]]:
    """Label, window, old and new of the corrections, first to last; those worked out left out unless they are asked for."""
    found = Correction.objects.filter(**{"follows": ""} | of).order_by("pk")
    return [(one.label, one.when, one.old, one.new) for one in found]


def restate(record: object, reason: str = "A late return", **fields: object) -> None:
    with change(by=User.objects.get(username="manager"), reason=reason):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def november() -> MonthlyReturn:
    return MonthlyReturn.objects.get(month=NOVEMBER)


ONE = ("Plans issued each month", "November 2024", "92 a month", "93 a month [r]")


# What becomes a correction


def test_a_figure_that_an_edition_used_becomes_a_correction_with_its_reason():
    restate(november(), plans_issued=93)
    assert told() == [ONE]
    one = Correction.objects.get(follows="")
    assert (one.edition.number, one.measure, one.said, one.reason, one.marker) == (
        1,
        MEASURE,
        "92 a month",
        "A late return",
        "r",
    )
    assert (one.old_value, one.new_value, one.is_back) == ("92", "93", False)


def test_readings_worked_out_of_it_are_told_with_the_figure_they_moved_with():
    restate(november(), plans_issued=98)
    found = Correction.objects.exclude(follows="")
    assert {(one.label, one.when, one.old, one.new) for one in found} >= {
        ("Plans issued each month", "June to November 2024", "90 a month", "91 a month [r]")
    }
    assert {one.follows for one in found} == {"Plans issued each month, November 2024"}


def test_a_reading_that_is_said_in_the_same_words_is_not_told():
    restate(november(), plans_issued=93)
    assert not Correction.objects.exclude(follows="").filter(measure=MEASURE).exists()


def test_a_whole_load_is_not_named_figure_by_figure():
    with change(by=None, reason="A load"):
        for record in MonthlyReturn.objects.filter(month__gte=date(2024, 6, 1)):
            record.plans_issued += 10
            record.save()
    one = Correction.objects.get(when="June to November 2024", measure=MEASURE)
    assert one.follows.endswith("Plans issued each month, August 2024 and 3 more figures")


def test_a_made_up_figure_says_so_wherever_its_correction_is():
    record = builders.make_monthly_return(date(2023, 11, 1), plans_issued=70, basis="illustrative")
    builders.make_edition(pages=["measures/ehcp.plans_issued/"])
    restate(record, plans_issued=75)
    client, said = reader(), "Illustrative: a made-up example"
    assert said in main_of(client.get("/corrections/").content.decode())
    assert said in client.get("/corrections/corrections.csv").content.decode()
    assert said in notices(client.get(f"/measures/{MEASURE}/").content.decode())


def test_a_position_tells_its_variance_and_movement():
    restate(
        MonthlyPosition.objects.get(month=NOVEMBER),
        forecast_in_year_deficit=Decimal(52_000_000),
        reason="Ledger closed",
    )
    assert told() == [
        (
            "Forecast in-year deficit",
            "High needs, Month 8 (November 2024)",
            "£51.6 million",
            "£52.0 million [r]",
        ),
    ]
    moved = {one.measure: one.new for one in Correction.objects.exclude(follows="")}
    assert moved["finance.movement_since_last_report"] == "+£6.2 million [r]"


def test_an_indicator_tells_its_window():
    restate(IndicatorReturn.objects.get(), value=Decimal(14))
    one = Correction.objects.get()
    assert (one.measure, one.old, one.new) == ("strands.indicator.appeals", "12", "14 [r]")


def test_a_figure_no_edition_used_makes_none():
    record = builders.make_monthly_return(date(2024, 12, 1), plans_issued=50)
    restate(record, plans_issued=60)
    builders.make_return(
        Indicator.objects.get(), reported_in=date(2025, 2, 1), last=date(2024, 12, 31)
    )
    assert not Correction.objects.exists()


def test_what_is_no_figure_makes_none():
    restate(november(), note="A note", state="final")
    assert not Correction.objects.exists()


def test_it_costs_a_few_queries_an_edition_however_many_figures_change():
    for _ in range(3):
        builders.make_edition(pages=())
    records = list(MonthlyReturn.objects.all())

    def change_them(some: list, by: int) -> int:
        with CaptureQueriesContext(connection) as asked, change(by=None, reason="Again"):
            for record in some:
                record.plans_issued += by
                record.save()
        return len(asked) - 2 * len(some)

    one, all_of_them = change_them(records[:1], 10), change_them(records, 20)
    assert Correction.objects.filter(follows="").count() == 4 + 4 * 12
    assert all_of_them <= one < 30


def test_two_saves_in_one_change_are_one_correction():
    record = november()
    with change(by=None, reason="Twice"):
        record.plans_issued = 95
        record.save()
        record.plans_issued = 93
        record.save()
    assert told() == [ONE]


def test_a_second_change_is_an_entry_of_its_own():
    restate(november(), plans_issued=93)
    restate(november(), plans_issued=94, reason="Another")
    assert told() == [ONE, (*ONE[:2], "93 a month [r]", "94 a month [r]")]
    assert {one.said for one in Correction.objects.filter(follows="")} == {"92 a month"}


def test_a_figure_put_back_makes_another_entry_and_deletes_none():
    restate(november(), plans_issued=93)
    restate(november(), plans_issued=92, reason="It was right")
    assert told() == [ONE, (*ONE[:2], "93 a month [r]", "92 a month")]
    last = Correction.objects.filter(follows="").last()
    assert (last.is_back, last.reason, last.new_value) == (True, "It was right", "92")
    restate(november(), plans_issued=92, note="Nothing new")
    assert len(told()) == 2
    restate(november(), plans_issued=93, reason="No")
    assert told()[2] == (*ONE[:2], "92 a month", "93 a month [r]")


def test_every_edition_that_had_the_old_figure_is_told():
    restate(november(), plans_issued=93)
    builders.make_edition(pages=())
    restate(november(), plans_issued=94)
    found = Correction.objects.filter(follows="", new="94 a month [r]").order_by("edition__number")
    assert [(one.edition.number, one.said, one.old) for one in found] == [
        (1, "92 a month", "93 a month [r]"),
        (2, "93 a month [r]", "93 a month [r]"),
    ]


def test_a_sealed_edition_is_told_nothing_more_and_nothing_of_it_is_shown():
    restate(november(), plans_issued=93)
    sealing = builders.make_sealing(Edition.objects.get())
    seal_edition(by=User.objects.get(username="manager"), sealing=sealing)
    restate(november(), plans_issued=94)
    assert told() == [ONE]
    assert "93" not in main_of(reader().get("/corrections/").content.decode())


def test_a_change_without_a_reason_says_so():
    restate(november(), plans_issued=93, reason=" ")
    assert {one.reason for one in Correction.objects.all()} == {NO_REASON}


# By every path


def load(content: bytes) -> object:
    by = User.objects.filter(username="figures").first() or builders.make_user(
        "figures", role="figures administrator"
    )
    waiting = receive(by=by, kind="ehcp", file=IncomingFile("figures.csv", content))
    made = plan_load(waiting)
    return confirm(
        by=by,
        load=waiting,
        seen=made.digest,
        reason="Returns again",
        answers=dict.fromkeys(made.codes, "Seen"),
    )


def test_a_load_and_its_undoing():
    row = november()
    cells = [
        row.requests_received,
        row.assessments_agreed,
        93,
        row.plans_issued_within_20_weeks,
        row.plans_maintained,
    ]
    done = load(
        ehcp("2024-11," + ",".join(str(one) for one in [*cells, row.annual_reviews_overdue]))
    )
    assert told() == [ONE]
    assert Correction.objects.filter(follows="").get().reason == f"Load {done.pk}: Returns again"
    undo_load(by=User.objects.get(username="figures"), load=done, reason="The wrong file")
    assert told()[1:] == [(*ONE[:2], "93 a month [r]", "92 a month")]
    assert (
        Correction.objects.filter(is_back=True, follows="").get().reason
        == f"Load {done.pk} undone: The wrong file"
    )


def test_admin():
    builders.make_user("admin", is_staff=True, is_superuser=True)
    client = reader("admin")
    response = fill_in_admin(
        client, f"/admin/ehcp/monthlyreturn/{november().pk}/change/", plans_issued="93"
    )
    assert response.status_code == 302, response.content.decode()[:2000]
    assert told() == [ONE]
    assert Correction.objects.filter(follows="").get().reason == "The ledger was late"


def fill_in_admin(client: Client, address: str, **typed: str):
    page = parsed(client.get(address).content.decode())
    form = by_id(page, "monthlyreturn_form")
    sent = {}
    for one in form.iter():
        name = one.get("name")
        if not name or one.get("type") == "submit":
            continue
        if one.tag == "select":
            sent[name] = next(
                (
                    option.get("value", "")
                    for option in one.iter("option")
                    if "selected" in option.attrib
                ),
                "",
            )
        elif one.tag == "textarea":
            sent[name] = "".join(one.itertext()).strip()
        elif one.get("type") != "checkbox" or "checked" in one.attrib:
            sent[name] = one.get("value", "")
    reasons = {name: "The ledger was late" for name in sent if "reason" in name or name == "why"}
    return client.post(address, sent | reasons | typed)


def test_the_indicator_form():
    indicator = Indicator.objects.get()
    builders.make_return(
        indicator,
        value=Decimal(20),
        reported_in=date(2024, 12, 1),
        first=date(2024, 12, 1),
        last=date(2024, 12, 31),
    )
    builders.make_edition(pages=())
    response = fill_in(
        reader("manager"), "/indicators/appeals/2024-12/", value="21", why="Counted again"
    )
    assert response.status_code == 302
    assert [
        (one.edition.number, one.old, one.new, one.reason) for one in Correction.objects.all()
    ] == [(2, "20", "21 [r]", "Counted again")]


def test_restore_to_an_entry_of_the_history():
    restate(november(), plans_issued=93)
    entry = november().history.order_by("history_id").first()
    restore_entry(november(), entry, by=User.objects.get(username="manager"), reason="Restored")
    assert Correction.objects.filter(is_back=True, follows="").get().reason == "Restored"


def test_a_record_put_in_the_bin_is_not_available_and_back_again():
    with change(by=None, reason="Entered twice"):
        november().delete()
    gone = {
        one.label: (one.old, one.new, one.marker) for one in Correction.objects.filter(follows="")
    }
    assert gone["Plans issued each month"] == ("92 a month", "[x] not available", "x")
    pooled = Correction.objects.exclude(follows="").get(
        when="June to November 2024", measure=MEASURE
    )
    assert pooled.new == "[x] not available"
    record = MonthlyReturn.everything.get(month=NOVEMBER)
    restate(record, deleted_at=None, reason="It was right")
    assert {one.new for one in Correction.objects.filter(is_back=True, measure=MEASURE)} == {
        "92 a month",
        "90 a month",
    }


def test_a_record_moved_to_another_month_leaves_its_own():
    record = november()
    restate(record, month=date(2024, 12, 1))
    assert (*ONE[:3], "[x] not available") in told()


def test_an_indicator_put_in_the_bin_takes_its_figures_along():
    with change(by=None, reason="Not ours"):
        Indicator.objects.get().delete()
    assert [one[2:] for one in told()] == [("12", "[x] not available")]


# In the database


@pytest.mark.parametrize(
    "statement",
    ["UPDATE committee_correction SET reason = 'x'", "DELETE FROM committee_correction"],
)
def test_a_correction_is_written_once(statement):
    restate(november(), plans_issued=93)
    with (
        pytest.raises(IntegrityError, match="A correction cannot be"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_two_writes_make_one():
    restate(november(), plans_issued=93)
    one = Correction.objects.get(follows="")
    one.pk = None
    one._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


def test_the_data_version_moves_once():
    before = DataVersion.current().number
    restate(november(), plans_issued=93)
    assert DataVersion.current().number == before + 1


# Where it is shown


def notices(html: str) -> str:
    found = [one for one in parsed(html).iter("p") if one.get("class") == "notice"]
    return " ".join(words(one) for one in found)


@pytest.mark.parametrize("address", ["/", "/ehcp/", EDITION, f"{EDITION}finance/"])
def test_every_page_of_the_edition_says_so_and_its_bytes_stay(address):
    client = reader()
    first = client.get(address)
    restate(november(), plans_issued=93)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
    html = client.get(address).content.decode()
    assert "2 figures in this edition were corrected later: see Corrections" in notices(html)
    assert 'href="/corrections/?edition=1"' in html
    assert main_of(html) == main_of(first.content.decode())


def test_a_measures_page_tells_each_of_its_own_and_links_to_them():
    restate(november(), plans_issued=93, reason="A <late> return")
    client = reader()
    html = client.get(f"{EDITION}measures/{MEASURE}/").content.decode()
    assert (
        "Corrected: Plans issued each month, November 2024, from 92 a month to 93 a month [r]. A <late> return"
        in notices(html)
    )
    assert f'href="/corrections/?measure={MEASURE}"' in html
    assert "November 2024, from" not in notices(
        client.get(f"{EDITION}measures/ehcp.requests_received/").content.decode()
    )


def test_a_later_edition_with_the_new_figure_says_nothing():
    restate(november(), plans_issued=93)
    builders.make_edition(pages=[""])
    assert "corrected later" not in notices(reader().get("/").content.decode())


def test_the_page_lists_old_new_why_editions_and_papers():
    restate(november(), plans_issued=93, reason="A <late> return")
    html = reader().get("/corrections/").content.decode()
    # The rate of all plans issued follows.
    rate, row = (
        words(one)
        for one in parsed(html).iter("tr")
        if words(one.find("th")).endswith(", November 2024")
    )
    assert (
        rate.startswith("Plans issued within 20 weeks, of all plans issued ")
        and "43.5% 43.0% [r]" in rate
    )
    assert row.startswith("Plans issued each month ")
    assert "92 a month 93 a month [r] A <late> return" in row
    assert (
        "Edition 1, 22 January 2025, says 92 a month; its paper (edition 1, Word)"
        in row.replace(" ,", ",")
    )
    links = [one.get("href") for one in parsed(html).find(".//main").iter("a")]
    assert "../meetings/2025-01-22/editions/1/paper.docx" in links
    assert f"../meetings/2025-01-22/editions/1/measures/{MEASURE}/" in links
    assert reader().get(f"{EDITION}paper.docx").status_code == 200


def test_the_page_and_its_file_are_of_a_measure_or_an_edition_alone():
    restate(november(), plans_issued=93)
    restate(IndicatorReturn.objects.get(), value=Decimal(14))
    client = reader()
    shown = main_of(client.get("/corrections/?measure=strands.indicator.appeals").content.decode())
    assert "14 [r]" in shown and "93 a month" not in shown
    file = client.get(
        "/corrections/corrections.csv?measure=strands.indicator.appeals"
    ).content.decode()
    assert "14 [r]" in file and "93 a month" not in file
    assert (
        "No correction is listed there." in client.get("/corrections/?edition=7").content.decode()
    )


def test_meetings_say_so_beside_the_edition_and_its_paper():
    restate(IndicatorReturn.objects.get(), value=Decimal(14))
    for address in ("/meetings/", "/meetings/2025-01-22/"):
        shown = words(by_id(parsed(reader().get(address).content.decode()), "edition-1"))
        assert (
            "1 figure of this edition, and of its paper, was corrected later: see Corrections"
            in shown
        )


def test_anyone_reads_them_where_editions_are_public():
    assert Client().get("/corrections/").status_code == 302
    with override_settings(SENDPROG_PUBLIC_EDITIONS=True):
        assert Client().get("/corrections/").status_code == 200
        assert Client().get("/corrections/corrections.csv").status_code == 200


def test_no_page_or_file_names_who_changed_it():
    restate(november(), plans_issued=93)
    client = reader()
    for address in ("/corrections/", "/corrections/corrections.csv", "/"):
        assert "manager" not in client.get(address).content.decode()


def test_a_small_difference_of_a_breakdown_is_told_without_its_figures():
    record = builders.make_monthly_return(
        date(2023, 11, 1), requests_received=40, requests_from_parents=20
    )
    builders.make_edition(pages=())
    restate(record, requests_from_parents=22)
    (one,) = Correction.objects.filter(figure__contains="requests_from_parents")
    assert (one.said, one.old, one.new, one.old_value, one.new_value) == (
        "[c]",
        "[c]",
        "[c]",
        "",
        "",
    )


def test_an_export_tells_them_and_its_links_lead_there(tmp_path):
    restate(november(), plans_issued=93)
    call_command("export_editions", str(tmp_path), verbosity=0)
    assert "93 a month [r]" in (tmp_path / "corrections/index.html").read_text()
    assert "93 a month [r]" in (tmp_path / "corrections/corrections.csv").read_text()
    for address in ("", "ehcp/", "meetings/2025-01-22/editions/1/", f"measures/{MEASURE}/"):
        html = (tmp_path / address / "index.html").read_text()
        in_band = next(one for one in parsed(html).iter("div") if one.get("class") == "as-at")
        (link,) = (href for one in in_band.iter("a") if "corrections/" in (href := one.get("href")))
        assert "2 figures in this edition were corrected later: see Corrections" in notices(html)
        assert (tmp_path / address / link / "index.html").is_file()
    for link in (
        one.get("href")
        for one in parsed((tmp_path / "corrections/index.html").read_text())
        .find(".//main")
        .iter("a")
    ):
        found = (tmp_path / "corrections" / link).resolve()
        assert found.is_file() or (found / "index.html").is_file(), link


# What is exempt now


def test_what_becomes_of_an_exempt_figure_is_told_to_nobody():
    for record in (
        november(),
        MonthlyPosition.objects.get(month=NOVEMBER),
        IndicatorReturn.objects.get(),
    ):
        builders.make_exemption(record)
    restate(november(), plans_issued=918_273, reason="Quokka")
    restate(
        MonthlyPosition.objects.get(month=NOVEMBER),
        forecast_in_year_deficit=Decimal(91_827_364),
        reason="Quokka",
    )
    restate(IndicatorReturn.objects.get(), value=Decimal(918_273), reason="Quokka")
    assert not Correction.objects.exists()


def test_a_public_figure_beside_an_exempt_one_is_told_alone():
    builders.make_exemption(november())
    exempt = builders.make_return(
        Indicator.objects.get(), reported_in=date(2025, 1, 1), value=Decimal(77)
    )
    second = builders.make_edition(pages=())
    builders.make_exemption(exempt)
    october = MonthlyReturn.objects.get(month=date(2024, 10, 1))
    restate(october, plans_issued=99)
    restate(IndicatorReturn.objects.exclude(pk=exempt.pk).get(), value=Decimal(13))
    found = {
        (one.edition_id == second.pk, one.label, one.old, one.new)
        for one in Correction.objects.all()
    }
    assert found == {
        (is_second, *of)
        for is_second in (False, True)
        for of in (
            ("Plans issued each month", "91 a month", "99 a month [r]"),
            (Indicator.objects.get().name, "12", "13 [r]"),
        )
    }


def test_a_figure_corrected_before_it_became_exempt_stays_as_it_was_told_last():
    restate(november(), plans_issued=93)
    before = Correction.objects.count()
    exemption = builders.make_exemption(november())
    restate(november(), plans_issued=918_273, reason="Quokka")
    restate(MonthlyReturn.objects.get(month=date(2024, 9, 1)), note="Looked at again")
    assert Correction.objects.count() == before
    with change(by=None, reason="Told in public"):
        exemption.delete()
    restate(november(), plans_issued=95)
    assert told()[-1] == (
        "Plans issued each month",
        "November 2024",
        "93 a month [r]",
        "95 a month [r]",
    )
