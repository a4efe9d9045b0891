"""What the tests of this release check for accessibility, and what they don't (pure).

A test compares it with the tests themselves: a line without a test, and a test without a line, fail
it. Whoever prepares a release sets the day on which the tests last passed.
"""

from datetime import date

RELEASE = "0.1.0"
PASSED_ON = date(2026, 11, 29)
AXE_VERSION = "4.14.1"
# Of the window, in px: a desk, and the narrowest phone.
WIDTHS = (1350, 320)

# What is checked, and the tests in tests/browser/ that do so with axe.
CHECKED = {
    "every kind of page that members read, as an edition and live": (
        "test_demonstration.py::test_every_kind_of_page_is_sound",
    ),
    "signing in and out, a page that is not "
    "there, search, and the pages on which a "
    "manager publishes, "
    "withdraws and seals an edition": (
        "test_demonstration.py::test_pages_outside_the_mounts_are_sound",
    ),
    "adding somebody, the list of people and one's own account": (
        "test_people.py::test_somebody_is_added_and_signs_in",
    ),
    "a chart while it is explored, and where it can't be": (
        "test_explore.py::test_exploring_is_sound",
        "test_explore.py::test_picture_stays_where_a_file_can_not_be_fetched",
    ),
    "pictures of milestones, risks, the deficit, measures and comparators, also in forced colours": (
        "test_pictures_of_rows.py::test_bands_are_words_in_forced_colours",
        "test_pictures_of_rows.py::test_picture_is_accessible_and_legible",
        "test_readable.py::test_pages_read_in_forced_colours_and_with_larger_text",
    ),
    "what an officer owes, a new milestone, the bin and a record's history": (
        "test_officer.py::test_officers_pages_are_accessible",
    ),
    "a month of an indicator and a risk, edited, with their errors": (
        "test_officer.py::test_managers_forms_by_keyboard",
    ),
    "the lists from which a manager edits the "
    "paper, the glossary, the headline measures, "
    "people and what is "
    "exempt": ("test_demonstration.py::test_tables_of_those_who_edit_are_not_cut_on_a_phone",),
    "readiness, with its errors": ("test_readiness.py::test_the_page_and_its_errors_are_sound",),
    "the way from an empty site to a first edition, with the admin's forms that it takes": (
        "test_first_edition.py::test_from_nothing_to_a_first_edition",
    ),
    "the import desk from the file and its headings to the undone load, and the questions asked of a slip": (
        "test_desk_headings.py::test_own_headings_are_said_once_and_lead_to_the_page",
        "test_desk.py::test_the_whole_journey_by_keyboard",
        "test_desk.py::test_a_slip_in_the_admin_is_asked_about_on_a_page_of_its_own",
    ),
    "two lists of the admin": ("test_desk.py::test_lists_are_accessible",),
}
NOT_CHECKED = (
    "the other forms on which officers and managers edit records",
    "the other pages of the admin, in which "
    "administrators enter records: they are "
    "opened and must "
    "raise no error",
    "the Word paper, the workbook and the PDF",
    "any page with a screen reader, or by people who use one",
)
KNOWN_FAULTS: tuple[str, ...] = ()
