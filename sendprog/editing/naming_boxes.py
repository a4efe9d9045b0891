"""Forms ask before they save words that may name a child or another person."""

from collections.abc import Iterable

from django import forms

from sendprog.values.naming import naming_problem
from sendprog.values.roles import ROLE_FIELDS

CHECKED = "I have checked: it names nobody"
NAMES_NOBODY = "names_nobody"
# What to do about it, after what was found.
ADVICE = f"take it out, or tick “{CHECKED}”"


def takes_free_text(name: str, field: forms.Field) -> bool:
    """Whether people write words of their own in a form's field: names of roles are refused."""
    if type(field) is not forms.CharField or name in ROLE_FIELDS:
        return False
    return not field.widget.is_hidden and not isinstance(field.widget, forms.PasswordInput)


class NamesNobodyMixin(forms.BaseForm):
    """Refuses words that may name somebody, until the user ticks that they name nobody.

    The box stands under the first field with such words: see components/form_field.html.
    """

    # Fields that name people, or that hold no sentence.
    not_asked: frozenset[str] = frozenset()

    def full_clean(self) -> None:
        super().full_clean()
        self.naming_problems = dict(self.find_naming_problems()) if self.is_bound else {}
        if not self.has_checked:
            for name, problem in self.naming_problems.items():
                if not self.has_error(name):
                    self.add_error(name, f"{problem}: {ADVICE}")

    def find_naming_problems(self) -> Iterable[tuple[str, str]]:
        for name in self.texts_to_ask():
            text = self.data.get(self.add_prefix(name)) or ""
            if problem := naming_problem(text):
                yield name, problem

    def texts_to_ask(self) -> list[str]:
        """The free texts that were changed."""
        return [
            name
            for name in self.changed_data
            if takes_free_text(name, self.fields[name]) and name not in self.not_asked
        ]

    @property
    def names_nobody(self) -> str:
        """The name of the box."""
        return self.add_prefix(NAMES_NOBODY)

    @property
    def has_checked(self) -> bool:
        return bool(self.data.get(self.names_nobody))

    @property
    def asked_after(self) -> str:
        """The field under which the box stands; "" for none, or where it is a field itself."""
        if NAMES_NOBODY in self.fields:
            return ""
        return next(iter(getattr(self, "naming_problems", {})), "")

    def reason_with_check(self, reason: str) -> str:
        """A reason for the history, with what was ticked."""
        if not self.has_checked or not self.naming_problems:
            return reason
        return ". ".join(filter(None, (reason.rstrip("."), CHECKED)))
