"""Findings of the checks before publication, and the registry of the rules that yield them.

Pure.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sendprog.records.snapshots import Snapshot
from sendprog.values.periods import Window
from sendprog.values.wording import LabelledEnum


class FindingKind(LabelledEnum):
    """The kinds of finding with their headings, those that block publication first."""

    NO_UPDATE = "no_update", "A strand without an accepted update"
    MISSING_MONTH = "missing_month", "A month or longer period is missing"
    UNFINISHED_IMPORT = "unfinished_import", "An import is unfinished"
    RATING = "rating", "A rating contradicts its milestones, unexplained"
    BOUND_NUMBER = "bound_number", "A number that a text names can't be read"
    PERSONAL_DATA = "personal_data", "A text looks like personal data"
    LEFT = "left", "Something is left on a strand that ended"
    STALE = "stale", "A measure is stale"
    OVERDUE = "overdue", "A milestone is overdue in a strand that is on track"
    LOWERED = "lowered", "A risk was lowered with nothing done"
    PROVISIONAL = "provisional", "A figure is provisional"
    CONTRADICTION = "contradiction", "A text contradicts the number it names"
    TYPED_NUMBER = "typed_number", "A typed number matches no reading"
    AFTER_CUT_OFF = "after_cut_off", "Figures came after the cut-off"
    EXCEPTION = "exception", "An exception is not answered"
    NOT_WRITTEN = "not_written", "The paper says that something is not given"

    @property
    def blocks(self) -> bool:
        """Whether it blocks publication. The others are warnings, which may be acknowledged."""
        return self.order <= FindingKind.PERSONAL_DATA.order


@dataclass(frozen=True)
class Finding:
    """What is wrong, where, and the link to fix it.

    `about` identifies the record, however it is worded.
    """

    kind: FindingKind
    about: str
    where: str
    text: str
    fix_url: str
    fix_text: str

    @property
    def key(self) -> str:
        """Identifies the same finding on another day: an acknowledgement stores it."""
        digest = hashlib.sha256(f"{self.about}\n{self.where}\n{self.text}".encode()).hexdigest()
        return f"{self.kind.value}:{digest[:32]}"


@dataclass(frozen=True)
class LateFigures:
    """Figures of one model entered after the cut-off: each record with the day of its last change."""

    label: str
    records: tuple[tuple[str, date], ...]
    model: str


@dataclass(frozen=True)
class Inputs:
    """What the rules need beside the snapshot, read from the tables in the same transaction.

    `round` is the month of the latest round past due. `waiting` gives, by strand, the month of an
    update that waits for a decision; `imports` the URL and title of each load that waits for
    confirmation; `provisional` the reports in which an indicator's value is provisional;
    `mitigated` the day on which each risk's mitigations last changed. `last_on` is the day of the
    last edition. `ended` gives the names of the strands that ended, by slug. `typed` holds texts of
    the publish form by label. `accepted` gives the month of each strand's last accepted update, by
    slug, and `windows` what the figures of each series cover, exempt ones too; empty where no
    record is exempt.
    """

    meeting: date
    round: date | None = None
    waiting: dict[str, date] = field(default_factory=dict)
    imports: tuple[tuple[str, str], ...] = ()
    provisional: dict[str, list[date]] = field(default_factory=dict)
    mitigated: dict[str, date] = field(default_factory=dict)
    last_on: date | None = None
    cut_off: date | None = None
    late: tuple[LateFigures, ...] = ()
    ended: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    accepted: dict[str, date] = field(default_factory=dict)
    windows: dict[str, list[Window]] = field(default_factory=dict)


Rule = Callable[[Snapshot, Inputs], Iterable[Finding]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Decorator: register a function that yields findings."""
    RULES.append(function)
    return function


def all_findings(snapshot: Snapshot, inputs: Inputs) -> Iterator[Finding]:
    """The findings of all rules without repetitions, blocks before warnings."""
    findings = dict.fromkeys(finding for rule in RULES for finding in rule(snapshot, inputs))
    yield from sorted(findings, key=lambda finding: finding.kind.order)
