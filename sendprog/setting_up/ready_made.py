"""What comes ready-made: risk matrices, and sets of measures, each a folder of sheets as CSV."""

from dataclasses import dataclass
from pathlib import Path

from sendprog.loads.grid import GridRow
from sendprog.loads.kinds import ANY_MONTH, FileKind
from sendprog.loads.models import Load, LoadState
from sendprog.loads.text_cells import ChoiceCell
from sendprog.records.people import User
from sendprog.setting_up.actions import PROGRAMME, load_programme_folder
from sendprog.setting_up.programme_files import read_folder
from sendprog.setting_up.sheets import SHEETS

# Columns of which a reader of the page learns nothing.
FOR_THE_SITE = ("slug", "number", "scoring", "order", "decimals")
FOLDER = Path(__file__).parent / "ready_made_sets"


@dataclass(frozen=True)
class ReadyMade:
    """A set: its folder, its group ("Risk matrices"), and what it is in words."""

    slug: str
    group: str
    title: str
    lead: str

    @property
    def folder(self) -> Path:
        return FOLDER / self.slug

    def records(self) -> list[list[tuple[str, str]]]:
        """What it adds: of each record the label and the text of the cells that matter to readers."""
        return [
            cells_in_words(SHEETS[slug], grid.rows[0], row)
            for slug, grid in read_folder(self.folder).tables.items()
            for row in grid.rows[1:]
        ]

    def switch_on(self, *, by: User) -> Load:
        """Load the set. Raises LoadError where all of it is stored already, or differs."""
        reason = f"Switched on: {self.group}, {self.title}"
        return load_programme_folder(by=by, folder=self.folder, reason=reason, only_new=True)


def cells_in_words(kind: FileKind, header: GridRow, row: GridRow) -> list[tuple[str, str]]:
    """The filled cells of a row with their headings; choices by their labels."""
    columns = {column.name: column for column in kind.columns(ANY_MONTH)}
    cells = []
    for heading, cell in zip(header.cells, row.cells, strict=True):
        if cell.is_blank or heading.text in FOR_THE_SITE:
            continue
        parser = columns[heading.text].parser
        text = (
            parser.choices.get(cell.text, cell.text)
            if isinstance(parser, ChoiceCell)
            else cell.text
        )
        cells.append((heading.text.replace("_", " "), text))
    return cells


def sets_with_state() -> list[tuple[ReadyMade, bool]]:
    """Every set, and whether it was switched on and not undone."""
    loads = Load.objects.filter(
        kind=PROGRAMME, state=LoadState.CONFIRMED, undoes=None, undone_by=None
    )
    names = set(loads.filter(file=None).values_list("file_name", flat=True))
    return [(ready_made, ready_made.slug in names) for ready_made in SETS]


MATRICES, MEASURES = "Risk matrices", "Sets of measures"
SETS = (
    ReadyMade(
        "matrix-5-by-5",
        MATRICES,
        "5 by 5",
        "Likelihood and impact from 1 to 5; scores from 1 to 25 in four bands.",
    ),
    ReadyMade(
        "matrix-4-by-4",
        MATRICES,
        "4 by 4",
        "Likelihood and impact from 1 to 4; scores from 1 to 16 in three bands.",
    ),
    ReadyMade(
        "matrix-5-by-6",
        MATRICES,
        "5 by 6",
        "Likelihood from 1 to 5 and impact from 1 to 6; scores from 1 to 30 in four bands.",
    ),
    ReadyMade(
        "measures-ehcp",
        MEASURES,
        "EHCP",
        "Returns on EHCPs come every month, so a missing month is noticed. Their measures are built in.",
    ),
    ReadyMade(
        "measures-dsg",
        MEASURES,
        "DSG",
        "Positions of the deficit come every month, so a missing one is noticed. Measures are built in.",
    ),
    ReadyMade(
        "measures-families",
        MEASURES,
        "Families",
        "Returns on contact come every month; and what parents say, and complaints.",
    ),
    ReadyMade(
        "measures-attendance",
        MEASURES,
        "Attendance and exclusion",
        "Attendance, suspensions and permanent exclusions of pupils with an EHCP.",
    ),
    ReadyMade(
        "measures-therapy",
        MEASURES,
        "Therapy waits",
        "Waits for speech and language therapy, occupational therapy and physiotherapy.",
    ),
    ReadyMade(
        "measures-sufficiency",
        MEASURES,
        "Sufficiency",
        "Places in special schools and resource bases, and placements in independent schools.",
    ),
)


def ready_made_sets() -> tuple[ReadyMade, ...]:
    return SETS
