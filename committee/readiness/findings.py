"""What is found before an edition is published, and the list of rules that find it. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import LabelledEnum


class Kind(LabelledEnum):
    """What is found, blocks first; each with its heading."""

    NO_UPDATE = "no_update", "A strand without an accepted update"
    MISSING_MONTH = "missing_month", "A month is missing"
    UNFINISHED_IMPORT = "unfinished_import", "An import is unfinished"
    RATING = "rating", "A rating contradicts its milestones, unexplained"
    BOUND_NUMBER = "bound_number", "A text contradicts the number it binds"
    PERSONAL_DATA = "personal_data", "A text looks like personal data"
    STALE = "stale", "A measure is stale"
    OVERDUE = "overdue", "A milestone is overdue in a strand that is on track"
    LOWERED = "lowered", "A risk was lowered with nothing done"
    PROVISIONAL = "provisional", "A figure is provisional"
    TYPED_NUMBER = "typed_number", "A typed number matches no reading"
    AFTER_CUT_OFF = "after_cut_off", "Figures came after the cut-off"

    @property
    def blocks(self) -> bool:
        """Whether it stops publication; the others are warnings, which somebody may acknowledge."""
        return self.order <= Kind.PERSONAL_DATA.order


@dataclass(frozen=True)
class Finding:
    """One thing found: where, in words, and where it is mended. `about` is the record it is about, however it is worded."""

    kind: Kind
    about: str
    where: str
    words: str
    mend: str
    mend_words: str

    @property
    def key(self) -> str:
        """The same as long as the same is found: what is acknowledged carries it."""
        found = hashlib.sha256(f"{self.about}\n{self.where}\n{self.words}".encode()).hexdigest()
        return f"{self.kind.value}:{found[:32]}"


@dataclass(frozen=True)
class Late:
    """Figures of one kind that came after the cut-off: of which months or records, and when."""

    what: str
    records: tuple[tuple[str, date], ...]
    mend: str


@dataclass(frozen=True)
class Facts:
    """What the rules need and no snapshot has, read from the tables in the same transaction.

    `round`: the month of the latest round past due. `waiting`: of each strand, the month whose update waits for a decision.
    `imports`: the files that wait to be confirmed, address and words. `periods`: how often each indicator is reported;
    `provisional`: the reports in which its value is provisional. `mitigated`: when something done about each risk last
    changed. `last_on`: the day of the last edition. `typed`: texts of the publish form, by label.
    """

    meeting: date
    round: date | None = None
    waiting: dict[str, date] = field(default_factory=dict)
    imports: tuple[tuple[str, str], ...] = ()
    periods: dict[str, str] = field(default_factory=dict)
    provisional: dict[str, list[date]] = field(default_factory=dict)
    mitigated: dict[str, date] = field(default_factory=dict)
    last_on: date | None = None
    cut_off: date | None = None
    late: tuple[Late, ...] = ()
    typed: dict[str, str] = field(default_factory=dict)


Rule = Callable[[Snapshot, Facts], Iterable[Finding]]
RULES: list[Rule] = []


def rule(found: Rule) -> Rule:
    """Decorator: this function finds one kind of thing, for every edition from now on."""
    RULES.append(found)
    return found


def findings(snapshot: Snapshot, facts: Facts) -> Iterator[Finding]:
    """All that the rules find, blocks before warnings; what two rules find alike is said once."""
    found = dict.fromkeys(one for each in RULES for one in each(snapshot, facts))
    yield from sorted(found, key=lambda one: one.kind.order)


def month_words(month: date) -> str:
    return f"{month:%B %Y}"
