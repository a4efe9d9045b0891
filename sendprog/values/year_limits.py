"""The years that dates of the programme may be in: one rule for forms, admin, import desk and
database.
"""

FIRST_YEAR, LAST_YEAR = 2000, 2100


def year_problem(year: int) -> str:
    """What is wrong with the year of a date; "" if nothing is."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    return f"The year {year} is outside {FIRST_YEAR} to {LAST_YEAR}: check the year."
