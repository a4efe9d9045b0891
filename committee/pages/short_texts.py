"""Texts cut to what a short page has room for (pure)."""


def cut(text: str, longest: int) -> str:
    """The text, cut after a whole sentence, or else a word, and marked "[…]" where it is longer.

    A sentence that ends in the first half is too short to stand for the text. What stays does not
    end in a number, whose "million" or "%" might be cut off.
    """
    if len(text) <= longest:
        return text
    beginning = text[:longest]
    whole_words = beginning.split(" ")[:-1]
    while whole_words and whole_words[-1][-1:].isdigit():
        whole_words.pop()
    words = " ".join(whole_words) or beginning
    end = words.rfind(". ") + 1
    return f"{words[:end] if end > longest // 2 else words} […]"
