"""Speed, volume and stock in one plain sentence, which claims no cause."""

from collections.abc import Iterable, Sequence

from ehcp import plans_issued
from ehcp.compared import Compared
from ehcp.measures import OPEN_OVER_20_WEEKS
from ehcp.three_numbers import SPEED, STOCK, VOLUME, Answer, Question, answers
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import sentences, with_stop, without_stop
from sendprog.values.measures import Reading
from sendprog.values.wording import joined, upper_first

YEAR_BEFORE, BEFORE = "year_before", "before"
# By question: what is said where the number is lower, the same and higher.
MOVES = {
    SPEED: (
        "a smaller share of plans came within 20 weeks",
        "the same share of plans came within 20 weeks",
        "a larger share of plans came within 20 weeks",
    ),
    VOLUME: (
        "fewer plans were issued a month",
        "as many plans were issued a month",
        "more plans were issued a month",
    ),
    STOCK: ("fewer cases were open", "as many cases were open", "more cases were open"),
}
UNKNOWN = {
    SPEED: "whether plans come sooner",
    VOLUME: "whether more plans are issued",
    STOCK: "whether fewer cases wait",
}


def together(snapshot: Snapshot) -> str:
    """What the three numbers say, in a few sentences; `plans_issued.beside` must be shown with it."""
    given = answers(snapshot)
    if not given:
        return plans_issued.sentence(snapshot)
    base = base_of(given)
    moves = {} if is_plain(snapshot) else moves_against(given, base)
    rest = [answer for answer in given if answer.question not in moves]
    moved = [moved_text(moves, base), *texts_of_lacking(moves)]
    unknown = "" if is_plain(snapshot) else unknown_text(snapshot, rest)
    # Plans issued alone are never what is said first.
    texts = [unknown, *moved] if set(moves) <= {VOLUME} else [*moved, unknown]
    texts += [fact_text(snapshot, answer) for answer in rest]
    # The sentence on plans issued names its own basis.
    named = [answer for answer in given if answer.question in moves or answer.question != VOLUME]
    return with_bases(sentences(texts), [answer.reading for answer in named])


def with_bases(text: str, readings: Sequence[Reading]) -> str:
    """The text with each basis that must be named, but for one that it ends in."""
    bases = bases_text(reading for reading in readings if not reading.missing)
    return " ".join([text, *(basis for basis in bases if not text.endswith(basis))])


def comparison(answer: Answer, base: str) -> Compared | None:
    return answer.year_before if base == YEAR_BEFORE else answer.before


def moves_against(given: Sequence[Answer], base: str) -> dict[Question, Compared]:
    """The numbers whose two values are compared."""
    each = {answer.question: comparison(answer, base) for answer in given}
    return {
        question: value
        for question, value in each.items()
        if value is not None and value.direction is not None
    }


def base_of(given: Sequence[Answer]) -> str:
    """The window with which the most numbers compare: the same months of last year, or those before."""
    return max((YEAR_BEFORE, BEFORE), key=lambda base: len(moves_against(given, base)))


def moved_text(moves: dict[Question, Compared], base: str) -> str:
    """ "More plans were issued a month, but …: August to October 2026 against the months before"."""
    if not moves:
        return ""
    better, worse = [], []
    for question, value in moves.items():
        clauses = worse if is_worse(value) else better
        clauses.append(clause_of(question, value))
    text = ", but ".join(joined(clauses) for clauses in (better, worse) if clauses)
    return f"{upper_first(text)}: {windows_text(next(iter(moves.values())), base)}"


def is_worse(value: Compared) -> bool:
    measure, direction = value.now.measure, value.direction or 0
    new, old = value.now.value, value.before.value
    return bool(direction) and None not in (new, old) and measure.improvement(old, new) < 0


def clause_of(question: Question, value: Compared) -> str:
    text = MOVES[question][(value.direction or 0) + 1]
    return f"{text} over 20 weeks" if value.now.measure == OPEN_OVER_20_WEEKS else text


def windows_text(value: Compared, base: str) -> str:
    now, before = value.now.window, value.before.window
    if base == YEAR_BEFORE:
        same = "the same months" if (now.months or 1) > 1 else "the same month"
        return f"{now.label} against {same} a year before"
    return f"{now.label} against {before.label}"


def texts_of_lacking(moves: dict[Question, Compared]) -> list[str]:
    """Which months the values lack, each text once."""
    values = [each for value in moves.values() for each in (value.now, value.before)]
    return list(dict.fromkeys(each.lacking_text for each in values if each.lacking_text))


def unknown_text(snapshot: Snapshot, rest: Sequence[Answer]) -> str:
    """What the figures do not show; "" where each number moved or says how it did."""
    unknown = [
        UNKNOWN[answer.question] for answer in rest if not says_how_it_moved(snapshot, answer)
    ]
    return f"These figures do not show {' or '.join(unknown)}" if unknown else ""


def says_how_it_moved(snapshot: Snapshot, answer: Answer) -> bool:
    """Whether the number's own sentence compares it."""
    if answer.question is VOLUME:
        reading = plans_issued.plans_issued(snapshot)
        return bool(reading and reading.comparison_text)
    return answer.is_reported and bool(answer.reading.comparison_text)


def fact_text(snapshot: Snapshot, answer: Answer) -> str:
    """The number without a comparison of ours: the count, or as it was reported; "" without one."""
    if answer.question is VOLUME:
        return plans_issued.sentence(snapshot)
    reading = answer.reading
    if reading.missing:
        return ""
    parts = f", {reading.parts}" if reading.parts else ""
    text = f"{reading.measure.label}: {reading.in_words}{parts} ({when_of(reading)})"
    if says_how_it_moved(snapshot, answer) and not is_plain(snapshot):
        text = f"{text} {reading.comparison_text}"
    return with_stop(text)


def when_of(reading: Reading) -> str:
    return without_stop(reading.when) or "window not stated"


def bases_text(readings: Iterable[Reading]) -> list[str]:
    """The bases that a sentence must name, each once."""
    named = [
        with_stop(reading.basis.label)
        for reading in readings
        if reading.basis in plans_issued.BASES_TO_NAME
    ]
    return list(dict.fromkeys(named))
