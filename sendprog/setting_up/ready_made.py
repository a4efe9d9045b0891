"""What comes ready-made: risk matrices, and sets of measures, each a folder of sheets as CSV."""

from dataclasses import dataclass
from pathlib import Path

from sendprog.loads.models import Load
from sendprog.records.people import User
from sendprog.setting_up.actions import load_programme_folder
from sendprog.setting_up.programme_files import read_folder

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
        """What it adds: of each record the label and the text of every filled cell."""
        return [
            [
                (heading.text.replace("_", " "), cell.text)
                for heading, cell in zip(grid.rows[0].cells, row.cells, strict=True)
                if not cell.is_blank
            ]
            for grid in read_folder(self.folder).tables.values()
            for row in grid.rows[1:]
        ]

    def switch_on(self, *, by: User) -> Load:
        """Load the set. Raises LoadError where all of it is stored already, or differs."""
        reason = f"Switched on: {self.group}, {self.title}"
        return load_programme_folder(by=by, folder=self.folder, reason=reason, only_new=True)


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
