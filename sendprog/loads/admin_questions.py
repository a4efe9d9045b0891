"""What the desk would ask about a file is asked in the admin too, before figures are saved there."""

from collections.abc import Collection, Iterator

from sendprog.loads.cell_parsers import CellError, ParsedCell
from sendprog.loads.grid import Cell
from sendprog.loads.kinds import ANY_MONTH, KINDS, NO_FIELD, FileKind, RowRecord
from sendprog.records.history import Tracked
from sendprog.values.wording import upper_first

# The codes of a file's warnings that are about a figure, not about a file.
ASKED = ("unusual", "jump", "sum", "share", "final")


def kind_of(record: Tracked) -> FileKind | None:
    """The kind of file that loads such records; None where none does."""
    for kind in KINDS.values():
        if kind.model is type(record) and kind.can_load(record):
            return kind
    return None


def questions_about_figures(record: Tracked, changed: Collection[str]) -> Iterator[str]:
    """What the desk would ask about a row with this record's values, where it is about what
    changed.
    """
    kind = kind_of(record)
    row = kind.row_of(record) if kind else None
    if kind is None or row is None:
        return
    columns = {column.name: column for column in kind.columns(ANY_MONTH)}
    for name, cell in row.cells.items():
        if columns[name].stored_in in changed and (
            question := cell_question(columns[name].parser, cell)
        ):
            yield f"{label_of(record, columns[name].stored_in)}: {question}"
    fields = {name: column.stored_in for name, column in columns.items()}
    values = {field: getattr(record, field) for field in fields.values() if hasattr(record, field)}
    for warning in kind.warnings([row], [[RowRecord(record, values)]]):
        field = kind.field_of(warning.message.column, fields)
        if warning.code in ASKED and (field in changed or warning.code == "sum"):
            yield f"{label_of(record, field)}: {warning.message.wrong}"


def cell_question(parser: object, cell: ParsedCell) -> str:
    """The warning that the desk's parser has for a value; "" for none."""
    if cell.value is None or isinstance(cell.value, str):
        return ""
    try:
        return parser.parse(Cell(str(parser.export(cell.value, "")))).warning
    except CellError:
        return ""


def label_of(record: Tracked, field: str) -> str:
    """A field's label, with a capital."""
    if not field or field == NO_FIELD:
        return "This record"
    return upper_first(str(record._meta.get_field(field).verbose_name))
