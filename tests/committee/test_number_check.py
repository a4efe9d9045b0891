"""Which numbers of a text are figures: not those of the law, of its sections, of ages or of days."""

import pytest

from committee.paper.number_check import find_typed_numbers


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("62 plans were issued within 20 weeks.", ["62"]),
        ("The 20-week rate and the 16 week decision.", []),
        ("A decision to assess within 6 weeks, an amended plan within 12 weeks.", []),
        ("The panel answers within 15 working days, or within 15 days.", []),
        ("The mean wait was 20 weeks.", ["20"]),
        ("It took 31 weeks.", ["31"]),
        ("Within 42 weeks.", ["42"]),
        ("Children and Families Act 2014, section 42", []),
        ("Under section 42, 158 plans were issued.", ["158"]),
        ("Sections 36, 37 and 42 of the Act, regulation 10(4)", []),
        ("Under sections 36 and 37, 158 plans were issued.", ["158"]),
        ("paragraph 9.69 of the Code, clause 3, Part 3, s. 19", []),
        ("Sections 36, 158 plans and 20 more", ["158", "20"]),
        ("Young people aged 16 to 25, and children in Year 6.", []),
        ("Section F names 4 schools.", ["4"]),
        ("By 12 May 2026, in 2024/25", []),
        ("This year 62% were on time, and 12 were not.", ["62%", "12"]),
        ("In the last year 158 plans were issued.", ["158"]),
        ("Last year 62 plans, and the council’s 19 and the school's 20.", ["62", "19", "20"]),
        ("Last year £5.8 million", ["£5.8 million"]),
    ],
)
def test_typed_numbers_that_are_figures(text, figures):
    assert [number.text for number, _ in find_typed_numbers(text)] == figures
