"""What the database says when it refuses a row, in words (pure)."""

import re

# "CHECK constraint failed: x" and "UNIQUE constraint failed: index 'x'" of SQLite;
# 'violates check constraint "x"' of PostgreSQL.
_NAMED = (
    re.compile(r"CHECK constraint failed: (\w+)"),
    re.compile(r"UNIQUE constraint failed: index '(\w+)'"),
    re.compile(r'violates (?:check|unique) constraint "(\w+)"'),
)
_COLUMNS = re.compile(r"UNIQUE constraint failed: ([\w., ]+)")
SAME = "Another record has the same {}: each has its own."


def refusal_of(error: Exception) -> str:
    """The rule that a row broke: a trigger's message, or a constraint's name, which says it."""
    text = str(error).splitlines()[0]
    for pattern in _NAMED:
        if match := pattern.search(text):
            return f"This breaks a rule: {match[1].replace('_', ' ')}."
    if match := _COLUMNS.search(text):
        names = [name.rpartition(".")[2] for name in match[1].split(", ")]
        return SAME.format(" and ".join(names))
    return text
