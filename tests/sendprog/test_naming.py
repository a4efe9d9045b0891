"""Texts that name or describe one person, and texts that only look so at first sight."""

import pytest

from sendprog.values.naming import naming_problem, words_that_name
from sendprog.values.roles import role_problem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mrs. Brown's son Tom, aged 7, waited 60 weeks.", "Mrs. Brown's"),
        ("Thanks to “Mr Green”.", "Mr Green"),
        ("MRS BROWN wrote", "MRS BROWN"),
        ("mrs brown wrote", "mrs brown"),
        ("Mr.Green wrote", "Mr.Green"),
        ("**Ms** Grey asked", "Ms** Grey"),
        ("Dr\nWhite and Cllr Black", "Dr White"),
        ("<p>Miss O’Hara</p>", "Miss O’Hara"),
        ("A boy aged 7 waited", "aged 7"),
        ("A boy, Aged seven, waited", "Aged seven"),
        ("A girl aged 7 – the youngest", "aged 7"),
        ("at the age of 12 he moved", "age of 12"),
        ("A 7-year-old waited 60 weeks", "7-year-old"),
        ("She is nine years old.", "nine years old"),
        ("Her son Tom waited", "son Tom"),
        ("A child, born on 1 May 2012", "born on 1 May 2012"),
        ("Their NHS number is 943 476 5919.", "943 476 5919"),
        ("UPN H801200001001", "H801200001001"),
    ],
)
def test_a_text_that_names_somebody(text, words):
    assert words_that_name(text) == words
    assert f"“{words}” may name or describe a child" in naming_problem(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Work goes on as planned.",
        "Children aged 5 to 16, and those aged 16 and over",
        "Young people aged 0–25; aged 16 - 25; aged 5/6",
        "Pupils aged 7 waited 60 weeks",
        "aged 16 or over, aged 18+, aged between 3 and 5",
        "Debts aged 30 days, and 2-year-olds; a 40-year-old school",
        "A plan aged 60 weeks",
        "The miss rate; Missed visits; a dress; 5 ms later",
        "The mother tongue, sons and daughters, her sister service",
        "Children born after 1 September 2019",
        "{{ ehcp.plans_issued 2024-06..2024-11 }}",
    ],
)
def test_a_text_that_names_nobody(text):
    assert naming_problem(text) == ""


def test_a_role_may_not_have_a_title():
    assert role_problem("“Mrs. Example”, Head of SEND") and not role_problem("Head of SEND")
