"""No other meeting's name, no heading or list without content, no broken link."""

import html
import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urljoin

from committee.models.paper import Filling
from committee.pages.attention import needs_attention
from committee.snapshot.meetings import MEETINGS, meeting_of
from committee.snapshot.paper import PAPER_SECTIONS
from ehcp.snapshot import MONTHS
from finance.snapshot import SAVINGS
from strands.snapshot import MILESTONES, PLACES
from tests.invariants.told import HEADING, PAPER, TREE, Told, plain_text


def other_meetings(told: Told) -> Iterator[str]:
    """The name of another meeting's committee in what is made for one meeting."""
    meeting = meeting_of(told.snapshot)
    names = {row.committee for row in told.snapshot[MEETINGS]} - {
        meeting.committee if meeting else ""
    }
    stems = {name.split()[0] for name in names}
    for address, text in told.lines("briefing/", "print/", PAPER):
        # The edition that this one is compared with is named by its own meeting.
        line = re.sub(r"Compared with (the )?edition .*? \(\w+ Committee\)", "", text)
        for stem in sorted(stems):
            if re.search(
                rf"{stem} (Committee|title|team|report)|Director of {stem}|{stem.upper()}/1", line
            ):
                yield f"{address}: “{line[:200]}”"


LEADS_IN = re.compile(r"[^·]:$|\b(?:listed below|as follows)\b")
ABSENT = re.compile(r"(?:None|Nothing|Not given|Not entered yet|No \w+)\b")


def lead_ins_over_nothing(told: Told) -> Iterator[str]:
    """A line that leads into a list, before a heading, or before an item that says there is none."""
    for address in (*told.pages, PAPER):
        blocks = [block for block in told.blocks(address) if block[1]]
        for (tag, text), (next_tag, next_text) in pairwise([*blocks, ("h1", "the end")]):
            is_empty = HEADING.fullmatch(next_tag) or ABSENT.match(next_text)
            if is_empty and tag in ("p", "") and LEADS_IN.search(TREE.sub("·", text)):
                yield f"{address}: “{text[-80:]}” leads into “{next_text[:60]}”"


MOVED_FROM = re.compile(r"\b(?:Up|Down) from \d+\b(?! on )")


def moves_from_no_day(told: Told) -> Iterator[str]:
    """A risk that moved, where no edition is compared with and no day is named."""
    for address, found, line in told.matches(MOVED_FROM, "briefing/") if not told.earlier else ():
        yield f"{address}: “{found[0]}” in “{line[:200]}”"


def notes_told_again(told: Told) -> Iterator[str]:
    """The note of a return in two tables of one page."""
    for row in told.snapshot[MONTHS]:
        cells = [text for tag, text in told.blocks("ehcp/") if tag == "td"] if row.note else []
        notes = [other.note for other in told.snapshot[MONTHS] if row.note in other.note]
        if sum(cell.endswith(row.note) for cell in cells) > len(notes):
            yield f"“{row.note}” of {row.label}"


EMPTY_LIST = re.compile(r"<(ul|ol|dl|tbody)\b[^>]*>\s*</\1>")


def empty_lists(told: Told) -> Iterator[str]:
    """A list or table without an entry."""
    for address, page in told.pages.items():
        for found in EMPTY_LIST.finditer(page):
            yield f"{address}: an empty {found[1]} after “{plain_text(page[: found.start()])[-60:]}”"


def empty_headings(told: Told) -> Iterator[str]:
    """A heading without anything before the next one of its level or above; an item that needs attention is whole."""
    whole = {item.text for item in needs_attention(told.snapshot)}
    for address in (*told.pages, PAPER):
        blocks = [block for block in told.blocks(address) if block[1]]
        for (tag, text), (next_tag, next_text) in pairwise([*blocks, ("h1", "the end")]):
            level, following = HEADING.fullmatch(tag), HEADING.fullmatch(next_tag)
            if level and following and int(following[1]) <= int(level[1]) and text not in whole:
                yield f"{address}: nothing under “{text}”, before “{next_text}”"


LINK = re.compile(r'href="([^"]*)"')
NOT_STORED = ("changes/", "changes.csv", "search/")


def broken_links(told: Told) -> Iterator[str]:
    """A link to a page, or to a place on a page, that this snapshot does not have."""
    known = {*told.addresses, *NOT_STORED}
    idents = {
        address: set(re.findall(r'\bid="([^"]+)"', page)) for address, page in told.pages.items()
    }
    for address, page in told.pages.items():
        for link in set(LINK.findall(page)):
            target = urljoin(f"https://x/{address}", html.unescape(link)).removeprefix("https://x/")
            path, _, ident = target.partition("#")
            path = path.partition("?")[0]
            if target.startswith("http") or path.startswith("meetings/"):
                continue
            if path not in known:
                yield f"{address}: {link} is no page"
            elif ident and path in idents and ident not in idents[path]:
                yield f"{address}: {link} has no such place"


def left_out_of_paper(told: Told) -> Iterator[str]:
    """A milestone, scheme of places or saving in no line of a paper that has the section for it."""
    if not told.paper:
        return
    rows = told.snapshot
    fillings = {row.filling for row in rows[PAPER_SECTIONS] if row.shown}
    text = " ".join(told.text(PAPER).split())
    titles = [
        (row.title, (row.room, "") if row.strand else (row.room,)) for row in rows[MILESTONES]
    ]
    titles += [(row.title, ("", Filling.FINANCE)) for row in rows[SAVINGS]]
    titles += [(row.provision, ("",)) for row in rows[PLACES]]
    for title, sections in titles:
        is_due = fillings.intersection(section or Filling.STRANDS for section in sections)
        # Inside a sentence of the paper, it ends without its full stop.
        if is_due and " ".join(title.split()).rstrip(".,;:") not in text:
            yield f"“{title}”"
