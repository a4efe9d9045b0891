"""The check letter of a UPN, and the check digits of NHS and learner numbers (pure)."""

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def is_upn(letter: str, rest: str) -> bool:
    """Whether the letter is the check letter of the rest (a temporary UPN ends in a letter)."""
    values = [_UPN_LETTERS.index(mark) if mark.isalpha() else int(mark) for mark in rest]
    total = sum(value * weight for weight, value in enumerate(values, start=2))
    return _UPN_LETTERS[total % 23] == letter


def check_digit(digits: str) -> int:
    """11 less the weighted sum (10 to 2) modulo 11 of the first nine digits: 1 to 11."""
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    return 11 - total % 11


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end with the check digit of an NHS number."""
    check = check_digit(digits) % 11
    return check < 10 and check == int(digits[9])


def is_learner_number(digits: str) -> bool:
    """Whether ten digits end with the check digit of a unique learner number."""
    check = check_digit(digits)
    return check < 11 and check - 1 == int(digits[9])
