"""What the admin asks before it saves a figure that may be a slip, as the import desk asks about a
file.

Who knows what is unusual registers a function; tracked_admin shows its questions and keeps the
answer.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator

from django.http import HttpRequest

from sendprog.records.free_texts import naming_questions
from sendprog.records.history import Tracked
from sendprog.tracked_admin.fields import reason_given
from sendprog.values.naming import naming_problem
from sendprog.values.wording import upper_first

ANSWER, ASKED = "asked_answer", "asked_about"
# The button that shows the form again, with what was typed.
CORRECT = "_correct"
NOT_SAVED = "Nothing is saved yet: correct what was asked about, and save again."
LONGEST_ANSWER = 500

# Takes a record as it would be saved, and the names of the fields that changed; yields questions.
Questioner = Callable[[Tracked, Collection[str]], Iterable[str]]
questioners: list[Questioner] = []
IS_IT_RIGHT = "Is that checked: does it name nobody?"


class AsksFirst(Exception):
    """Nothing is saved yet: these questions are to be answered."""

    def __init__(self, questions: list[str]) -> None:
        self.questions = questions


def register_questioner(questioner: Questioner) -> None:
    """Ask what this function yields before a record is saved in the admin."""
    questioners.append(questioner)


def questions_about_names(record: Tracked, changed: Collection[str]) -> Iterator[str]:
    """Of each changed text with words that may name a child or another person."""
    for name, problem in naming_questions(record, changed):
        label = upper_first(str(record._meta.get_field(name).verbose_name))
        yield f"{label}: {problem}. {IS_IT_RIGHT}"


def question_about_reason(request: HttpRequest) -> Iterator[str]:
    if problem := naming_problem(reason_given(request)):
        yield f"The reason: {problem}. {IS_IT_RIGHT}"


def digest_of(question: str) -> str:
    """A hash that tells whether the same was asked before."""
    return hashlib.sha256(question.encode()).hexdigest()[:16]


def answer_given(request: HttpRequest) -> str:
    """What the user found, as typed on the page of questions; "" for none."""
    return request.POST.get(ANSWER, "").replace("\x00", "").strip()[:LONGEST_ANSWER]


def ask_first(request: HttpRequest, record: Tracked, changed: Collection[str]) -> None:
    """Raise AsksFirst where a record to be saved raises questions that this request does not
    answer.
    """
    questions = [question for questioner in questioners for question in questioner(record, changed)]
    questions += question_about_reason(request)
    asked = request.questions_asked = [*getattr(request, "questions_asked", ()), *questions]
    seen = request.POST.getlist(ASKED) if answer_given(request) else ()
    if any(digest_of(question) not in seen for question in questions):
        raise AsksFirst(asked)
