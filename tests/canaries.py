"""A small programme with a canary word in one exempt record of every kind and in one sealed edition; and how to look for them.

A canary is looked for in bytes of any kind: pages and files as they are, and every part of what is packed in them.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from django.urls import reverse

from committee.editions.publish import publish_edition
from committee.editions.seal import request_sealing, seal_edition
from committee.models import Edition
from sendprog.loads.kinds import KINDS
from sendprog.records.exemptions import (
    EXEMPTIBLE,
    exemptible_address_fields,
    exemptible_foreign_keys,
)
from sendprog.records.history import Tracked, change
from tests import builders
from tests.canary_records import CANARIES, DECEMBER, EXEMPT_RECORDS, still_public
from tests.crawling import patterns, without_repeats

TODAY = date(2025, 1, 14)
REASON, SEALED, TURNED = "quokkareason", "quokkasealed", "quokkaturned"
EVERY = "|".join([*CANARIES.values(), REASON, SEALED, TURNED])
# Among the hashes of so many pages, one holds the digits of a figure by chance every thirty runs or so.
HASHES = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b")


@dataclass
class World:
    """The programme: its exempt records, and what the sealed edition showed before it was sealed."""

    exempt: list[models.Model] = field(default_factory=list)
    shown_before_sealing: str = ""


PEOPLE = {
    "member": {"role": "member"},
    "listener": {"role": "member"},
    "officer": {"role": "officer"},
    "keeper": {"role": "officer"},
    "manager": {"role": "manager", "is_staff": True},
    "figures": {"role": "figures administrator", "is_staff": True},
    "auditor": {"role": "auditor", "is_staff": True},
    "admin": {"is_staff": True, "is_superuser": True},
}


def make_world() -> World:
    """Three editions: the first sealed, the second before some records became exempt, the third after it."""
    people = {name: builders.make_user(name, **fields) for name, fields in PEOPLE.items()}
    people["listener"].groups.add(Group.objects.get(name="part two reader"))
    others, own = builders.make_strand("first", number=1), builders.make_strand("second", number=2)
    builders.make_officer(others, people["officer"], valid_from=date(2024, 9, 1))
    builders.make_officer(own, people["keeper"], valid_from=date(2024, 9, 1))
    builders.make_round(date(2025, 1, 1), due=date(2025, 1, 10))
    builders.make_risk("fire", strand=others, number=1)
    builders.make_milestone("in-the-first", strand=others, forecast="February 2025")
    meeting = builders.make_meeting()
    builders.make_update(
        DECEMBER, strand=others, progress="Plans: {{ ehcp.plans_issued 2024-12 }}", state="accepted"
    )
    area = builders.make_area(name="Quokkasealed")
    builders.make_places("in-the-area", area=area, strand=others)
    world = World()
    given = {
        "by": people["manager"],
        "meeting": meeting,
        "on": TODAY,
        "unchecked": "A test publishes what it made",
    }
    first = publish_edition(token="1", **given)
    client = Client()
    client.force_login(people["member"])
    world.shown_before_sealing = client.get(
        f"/meetings/2025-01-22/editions/{first.number}/strands/first/"
    ).content.decode()
    area.name = "North"
    area.save()
    turning = still_public(own)
    for make in EXEMPT_RECORDS.values():
        world.exempt += make(own)
    for one in world.exempt:
        builders.make_exemption(
            one, public_interest_reason=f"{REASON.capitalize()}: terms are not agreed"
        )
    publish_edition(token="2", **given)
    with change(by=people["manager"], reason="Now it is exempt"):
        for name, record in turning.items():
            setattr(record, name, f"{TURNED.capitalize()} for the building")
            record.save()
            builders.make_exemption(record, public_interest_reason=REASON.capitalize())
    world.exempt += turning.values()
    publish_edition(token="3", **given)
    asked = request_sealing(
        by=people["manager"],
        edition=Edition.objects.get(number=1),
        category="other",
        reason="Asked",
    )
    seal_edition(by=people["admin"], sealing=asked)
    return world


# Looking


def unpacked(content: bytes) -> Iterator[bytes]:
    """The bytes, and those of everything packed in them: the parts of archives and Word files, the streams of PDFs."""
    yield content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name))
    if content[:4] == b"%PDF":
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue


def canaries_in(content: bytes, pattern: str = EVERY, typed: Iterable[str] = ()) -> set[str]:
    """The canaries found, in small letters, but for what was `typed`.

    Words split over elements are found too, whatever the bytes are.
    """
    found: set[str] = set()
    for part in unpacked(content):
        # Two bytes a letter leave every other one empty.
        for coding in ("utf-8", "utf-16-le") if b"\x00" in part else ("utf-8",):
            text = part.decode(coding, errors="ignore")
            if not found_in(text, pattern):
                continue
            text = HASHES.sub("", text)
            for word in typed:
                text = text.replace(word, "")
            found |= found_in(text, pattern)
    return found


def found_in(text: str, pattern: str) -> set[str]:
    """What is found in a text, or in its words without tags: to look for small letters only takes a tenth of the time."""
    small = text.lower()
    return {*re.findall(pattern, small), *re.findall(pattern, re.sub(r"<[^>]+>", "", small))}


# Every address


def site_addresses() -> list[str]:
    """Every address of the URLconf outside admin, with every example; new ones are walked as soon as they have one."""
    ours = without_repeats([pattern for pattern in patterns() if not pattern.is_admin])
    return [address for pattern in ours for address in pattern.addresses()]


def further_addresses(world: World) -> Iterator[str]:
    """Of each exempt record: its history with every entry, its exemption, and the pages that edit it; every edition's pages."""
    for one in world.exempt:
        label = one._meta.label_lower
        yield reverse("history", args=[label, one.pk])
        for entry in one.history.all():
            yield from (
                reverse(name, args=[label, one.pk, entry.history_id])
                for name in ("undo", "restore")
            )
        yield from (reverse(name, args=[label, one.pk]) for name in ("exempt_mark", "exempt_lift"))
    for model in tracked_models_naming_exempt():
        yield from (
            reverse("history", args=[model._meta.label_lower, one.pk])
            for one in model.everything.all()
        )
    for strand in ("first", "second"):
        yield f"/strands/{strand}/update/?month=2024-12"
        yield f"/strands/{strand}/update/2024-12/decide/"
        yield f"/milestones/change/?strand={strand}"
        yield f"/milestones/in-the-{strand}/edit/"
        yield f"/milestones/in-the-{strand}/dependencies/"
        yield f"/milestones/new/?strand={strand}"
    yield from (
        f"/asks/{one}/edit/"
        for one in ("quokka-ask", "asked-again", "about-a-claim", "about-places")
    )
    yield from (f"/paper/{one}/edit/" for one in ("quokka-section", "its-part", "turning"))
    yield from (f"/meetings/{day}/asks/" for day in ("2024-11-26", "2025-01-22"))
    for month in ("2024-12", "2025-01"):
        yield f"/indicators/waits/{month}/"
    for mount in ("/", "/live/", "/meetings/2025-01-22/editions/3/"):
        yield from (
            f"{mount}measures/strands.places.quokka-places/{name}" for name in ("", "readings.csv")
        )
    for asked in ("?sort=title", "?strand=second", "?show=late", "?q=quokka", "?q=quokkarisk"):
        for mount in ("/", "/live/", "/meetings/2025-01-22/editions/3/"):
            yield from (
                f"{mount}{page}{asked}"
                for page in ("milestones/", "milestones/milestones.csv", "risks/", "search/")
            )
    for edition in (1, 2, 3):
        own = f"/meetings/2025-01-22/editions/{edition}/"
        yield from (
            f"{own}{name}"
            for name in (
                "part-two.docx",
                "paper.docx",
                "checksums.csv",
                "committee.exempt",
                "data.zip",
            )
        )
        yield from (
            f"{own}changes/since/{earlier}/{name}"
            for earlier in range(1, edition)
            for name in ("", "changes.csv")
        )
        yield from (f"{own}{name}" for name in ("asks/", "asks.csv", "briefing/", "report.pdf"))
        yield from (
            f"{own}{name}"
            for name in (
                "",
                "changes/",
                "changes.csv",
                "strands/second/",
                "milestones/",
                "seal/",
                "print/",
            )
        )


def tracked_models_naming_exempt() -> list[type[Tracked]]:
    found = [label.model for label in EXEMPTIBLE.values()]
    known = {model for one in admin.site._registry for model in [one] if issubclass(model, Tracked)}
    return [model for model in known if model not in found and names_exempt(model)]


def names_exempt(model: type[models.Model]) -> bool:
    return bool(exemptible_foreign_keys(model) or exemptible_address_fields(model))


def admin_addresses(world: World) -> Iterator[str]:
    """Every list, searched for a canary too; every record's form, history with its entries, and deletion; every choice."""
    yield reverse("admin:index")
    for model, shown in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield from (f"{reverse(f'{name}_changelist')}{asked}" for asked in ("", "?q=quokka"))
        yield reverse(f"{name}_add")
        known = getattr(model, "everything", model._base_manager)
        # Everything that can be or can name what is exempt, and what holds rows of it; of other kinds one.
        is_near = names_exempt(model) or model._meta.label_lower in EXEMPTIBLE or shown.inlines
        for pk in known.values_list("pk", flat=True)[: 20 if is_near else 1]:
            yield from (
                reverse(f"{name}_{deed}", args=[pk]) for deed in ("change", "history", "delete")
            )
            if is_near and hasattr(model, "history"):
                for entry in model.history.filter(**{model._meta.pk.name: pk}).values_list(
                    "history_id", flat=True
                )[:3]:
                    yield reverse(f"{name}_simple_history", args=[pk, entry])
    for model, field_name in (
        ("milestonedependency", "needs"),
        ("placesscheme", "milestone"),
        ("conditionstatus", "condition"),
    ):
        asked = f"app_label=strands&model_name={model}&field_name={field_name}&term="
        yield f"{reverse('admin:autocomplete')}?{asked}"
    for kind in KINDS:
        yield reverse("admin:sendprog_load_stored", args=[kind, "csv"])
        yield reverse("admin:sendprog_load_stored", args=[kind, "xlsx"])
