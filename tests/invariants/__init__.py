"""What must be true of whatever a programme holds: each a function of rows and text that names what is not."""

from collections.abc import Callable, Iterator

from tests.invariants import (
    absences,
    bases,
    deficit,
    figures,
    grammar,
    hidden,
    markup,
    money,
    plans_issued,
    structure,
    verdicts,
    wording,
)
from tests.invariants.told import Told

INVARIANTS: tuple[Callable[[Told], Iterator[str]], ...] = (
    wording.machine_words,
    wording.wrong_plurals,
    wording.slugs_as_text,
    wording.addresses_as_text,
    wording.raw_changes,
    wording.updated_never_and_once,
    absences.false_absences,
    absences.cells_against_rows,
    absences.absent_from_no_report,
    figures.figures_without_unit,
    figures.cards_without_window_or_basis,
    deficit.forecast_on_an_outturn,
    deficit.growth_on_a_fall,
    figures.years_of_nothing,
    deficit.rise_on_a_fall,
    deficit.years_of_another_row,
    figures.amounts_of_nothing,
    plans_issued.plans_issued_otherwise,
    structure.other_meetings,
    structure.empty_lists,
    structure.empty_headings,
    structure.broken_links,
    structure.left_out_of_paper,
    deficit.deficits_without_basis,
    verdicts.verdicts_in_a_period,
    verdicts.other_ratings,
    verdicts.late_said_to_be_none,
    verdicts.risks_moved_otherwise,
    verdicts.projected_as_actual,
    verdicts.demand_or_forecast_going_well,
    verdicts.ratios_of_bounds,
    verdicts.ratios_of_other_values,
    verdicts.late_yet_early,
    verdicts.months_of_longer_returns,
    verdicts.titles_of_other_values,
    verdicts.comparisons_of_qualified,
    figures.markers_of_nothing,
    markup.idents_twice,
    markup.names_of_nothing,
    markup.regions_of_one_name,
    markup.rows_of_other_lengths,
    grammar.slips,
    hidden.hidden_told,
    bases.bases_left_out,
    money.surpluses_with_a_minus,
    money.exact_sums_of_others,
    money.positions_taken_for_one_another,
    money.expected_twice,
    bases.made_up_drawn,
    bases.expected_as_done,
    bases.going_well_without_basis,
)


def problems(told: Told) -> list[str]:
    """Whatever is not true, each with the name of its invariant."""
    return [f"{check.__name__}: {text}" for check in INVARIANTS for text in check(told)]
