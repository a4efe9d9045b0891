"""The rows of risks and matrices: plain typed data, frozen with each edition."""

from dataclasses import dataclass
from datetime import date

from risks.matrix_shape import matrix_name
from sendprog.values.absent import absent_text
from sendprog.values.basis import Basis
from sendprog.values.references import own_reference, slug_of
from sendprog.values.wording import day, lower_first, upper_first


@dataclass(frozen=True)
class AssessmentRow:
    """Scores on a day; likelihood and impact are None where only the score was published."""

    as_at: date
    likelihood: int | None
    impact: int | None
    score: int | None
    inherent_score: int | None
    target_score: int | None
    band: str
    matrix: str
    reason: str
    basis: Basis
    source: str
    # The matrix's slug; its name and version are in `matrix`. None in editions that did not store
    # it.
    matrix_slug: str | None = None

    def has_matrix_of(self, other: "AssessmentRow") -> bool:
        """Whether both are scored with the same version of one matrix."""
        slugs = {self.matrix_slug, other.matrix_slug} - {None}
        return self.matrix == other.matrix and len(slugs) < 2

    def is_scored_with(self, matrix: "MatrixRow") -> bool:
        """Whether it is scored with this version of this matrix, as far as is stored."""
        return self.matrix == matrix.full_name and self.matrix_slug in (None, matrix.slug)

    @property
    def has_levels(self) -> bool:
        """Whether it gives likelihood and impact."""
        return self.likelihood is not None and self.impact is not None

    @property
    def absent(self) -> str:
        """What stands for a score that was not given."""
        return absent_text(self.basis)

    @property
    def levels_in_words(self) -> str:
        """ "Likelihood 5, impact 6", or that one or both are not given."""
        absent = lower_first(self.absent)
        if self.likelihood is None and self.impact is None:
            return f"Likelihood and impact are {absent}"
        likelihood = absent if self.likelihood is None else self.likelihood
        return f"Likelihood {likelihood}, impact {absent if self.impact is None else self.impact}"


@dataclass(frozen=True)
class MitigationRow:
    number: int
    text: str
    owner: str
    source: str = ""


@dataclass(frozen=True)
class RiskRow:
    reference: str
    number: int | None
    title: str
    description: str
    strand: str
    owner: str
    response: str
    proximity: str
    is_restricted: bool
    note: str
    source: str
    assessments: tuple[AssessmentRow, ...]
    mitigations: tuple[MitigationRow, ...]

    @property
    def slug(self) -> str:
        """Its reference in addresses."""
        return slug_of(self.reference)

    @property
    def own_reference(self) -> str:
        """The council's own reference; "" if it was only made for the address."""
        return own_reference(self.reference)

    @property
    def current(self) -> AssessmentRow | None:
        """The latest assessment; None is "Not scored"."""
        return self.assessments[-1] if self.assessments else None

    @property
    def is_scored(self) -> bool:
        """Whether the latest assessment gives a score; 0 is one."""
        return self.current is not None and self.current.score is not None

    @property
    def score_in_words(self) -> str:
        return str(self.current.score) if self.is_scored else "Not scored"

    @property
    def target_in_words(self) -> str:
        """The target score, or that there is none."""
        if self.current is None:
            return "Not given"
        target = self.current.target_score
        return self.current.absent if target is None else str(target)

    @property
    def scores_in_words(self) -> str:
        """ "Before any action 20, target 8"; "" where neither is given."""
        if self.current is None:
            return ""
        scores = {
            "before any action": self.current.inherent_score,
            "target": self.current.target_score,
        }
        text = ", ".join(f"{label} {score}" for label, score in scores.items() if score is not None)
        return upper_first(text)

    @property
    def movement(self) -> str:
        """How the score changed since the last scored assessment: "Up from 12".

        Scores of two matrices, or of two versions of one, are not compared.
        """
        if not self.is_scored:
            return "Not scored"
        if self.before is None:
            return "No earlier score"
        if not self.is_comparable:
            return f"Not comparable with {self.before.score}: scored with another matrix"
        change = self.current.score - self.before.score
        return (
            f"{'Up' if change > 0 else 'Down'} from {self.before.score}" if change else "Unchanged"
        )

    @property
    def before_in_words(self) -> str:
        """ "was 12 on 1 May 2024", with another matrix where it was.

        "" without an earlier score.
        """
        if not self.is_scored or self.before is None:
            return ""
        matrix = "" if self.is_comparable else ", with another matrix"
        return f"was {self.before.score} on {day(self.before.as_at)}{matrix}"

    @property
    def is_comparable(self) -> bool:
        """Whether the latest score and the one before are of the same version of one matrix."""
        return (
            self.is_scored and self.before is not None and self.current.has_matrix_of(self.before)
        )

    @property
    def before(self) -> AssessmentRow | None:
        """The last scored assessment before the latest; None where there is none."""
        earlier = [
            assessment for assessment in self.assessments[:-1] if assessment.score is not None
        ]
        return earlier[-1] if earlier else None

    @property
    def basis(self) -> Basis | None:
        """The basis of the latest assessment; None where there is none."""
        return self.current.basis if self.current else None


@dataclass(frozen=True)
class CellRow:
    likelihood: int
    impact: int
    score: int
    band: str

    @property
    def levels(self) -> tuple[int, int]:
        return self.likelihood, self.impact


@dataclass(frozen=True)
class MatrixRow:
    """A matrix: the labels and numbers of its likelihoods and impacts, lowest first, and its cells.

    The numbers are () in editions that did not store them and have not as many levels as labels.
    """

    slug: str
    name: str
    number: int
    is_example: bool
    note: str
    likelihoods: tuple[str, ...]
    impacts: tuple[str, ...]
    cells: tuple[CellRow, ...]
    scoring: str = ""
    likelihood_numbers: tuple[int, ...] = ()
    impact_numbers: tuple[int, ...] = ()

    @property
    def full_name(self) -> str:
        """As assessments name it: "Corporate matrix, version 2"."""
        return matrix_name(self.name, self.number)

    @property
    def ident(self) -> str:
        """Its slug and version, for ids on a page."""
        return f"{self.slug}-{self.number}"

    @property
    def likelihood_labels(self) -> dict[int, str]:
        return dict(zip(self.likelihood_numbers, self.likelihoods, strict=False))

    @property
    def impact_labels(self) -> dict[int, str]:
        return dict(zip(self.impact_numbers, self.impacts, strict=False))
