"""A council's own text inside our sentences: it may end in a full stop, or in none (pure)."""

from collections.abc import Iterable

# What a sentence may end in, and what may stand after it.
ENDS = (".", "!", "?", "…")
CLOSING = "”’\"')]"
# What only goes on: no sentence ends in it.
GOES_ON = ",;:-– "


def with_stop(text: str) -> str:
    """The text as a sentence: with a full stop unless it ends like one; "" for nothing."""
    text = str(text).rstrip(GOES_ON)
    return f"{text}." if text and not ends_like_a_sentence(text) else text


def ends_like_a_sentence(text: str) -> bool:
    """Whether it ends in a full stop, "!" or "?", or in one inside a quotation or brackets."""
    return text.rstrip(CLOSING).endswith(ENDS)


def without_stop(text: str) -> str:
    """The text for the middle of a sentence: without a full stop at its end, "!" and "?" stay."""
    text = str(text).rstrip(GOES_ON)
    return text if text.endswith("...") else text.rstrip(f".{GOES_ON}")


# Words that have a capital only where they begin a sentence; a month keeps its own.
BEGINNINGS = {"a", "as", "at", "before", "by", "for", "from", "in", "on", "since", "the", "to"}


def in_the_middle(text: str) -> str:
    """A text of when for the middle of a sentence: "at 31 March 2026", "September 2025"."""
    first = text.partition(" ")[0]
    return text[:1].lower() + text[1:] if first.lower() in BEGINNINGS else text


def quoted_if_sentence(text: str) -> str:
    """A text with an end of its own in quotation marks: “The report was noted.”; any other as it is."""
    text = str(text).strip()
    is_sentence = ends_like_a_sentence(text) or text.endswith(tuple(",;:")) or ". " in text
    is_quoted = text.startswith("“") and text.endswith("”")
    return f"“{text}”" if is_sentence and not is_quoted else text


def sentences(parts: Iterable[str]) -> str:
    """The different parts that are not empty, each as a sentence."""
    return " ".join(with_stop(part) for part in dict.fromkeys(parts) if part)
