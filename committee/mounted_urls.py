"""The mounted pages: one URLconf with those of the other apps.

Links between the pages are relative.
"""

from django.urls import include, path

from committee.pages import asks, changes, commitments, measures, overview, scorecard, strands
from committee.pages.briefing import briefing_page
from committee.pages.data_pack.page import data_zip
from committee.pages.definitions import definitions_page
from committee.pages.paper import paper_docx
from committee.pages.print_view import print_page
from committee.pages.search_page import search_page
from sendprog.pages.mounted_pages import mounted

urlpatterns = [
    path("", mounted(overview.overview_page), name="overview"),
    path("strands/", mounted(strands.strands_page), name="strands"),
    path("headlines.csv", mounted(overview.headlines_csv), name="headlines_csv"),
    path("paper.docx", mounted(paper_docx), name="paper"),
    path("data.zip", mounted(data_zip), name="data"),
    path("print/", mounted(print_page), name="print"),
    path("briefing/", mounted(briefing_page), name="briefing"),
    path("strands/strands.csv", mounted(strands.strands_csv), name="strands_csv"),
    path("strands/<slug:slug>/milestones.csv", mounted(strands.strand_csv), name="strand_csv"),
    path("strands/<slug:slug>/", mounted(strands.strand_page), name="strand"),
    path(
        "commitments/commitments.csv", mounted(commitments.commitments_csv), name="commitments_csv"
    ),
    path("commitments/conditions.csv", mounted(commitments.conditions_csv), name="conditions_csv"),
    path("commitments/<slug:slug>/", mounted(commitments.commitment_page), name="commitment"),
    path("measures/", mounted(measures.measures_page), name="measures"),
    path("measures/measures.csv", mounted(measures.measures_csv), name="measures_csv"),
    path("measures/<str:address>/readings.csv", mounted(measures.measure_csv), name="measure_csv"),
    path("measures/<str:address>/", mounted(measures.measure_page), name="measure"),
    path("scorecard/", mounted(scorecard.scorecard_page), name="scorecard"),
    path("scorecard/scorecard.csv", mounted(scorecard.scorecard_csv), name="scorecard_csv"),
    path("scorecard/exceptions.csv", mounted(scorecard.exceptions_csv), name="exceptions_csv"),
    path("definitions/", mounted(definitions_page), name="definitions"),
    path("search/", mounted(search_page), name="search"),
    path("asks/", mounted(asks.asks_page), name="asks"),
    path("asks.csv", mounted(asks.asks_csv), name="asks_csv"),
    path("risks/<slug:slug>/", mounted(asks.risk_with_asks_page), name="risk"),
    path("changes/", mounted(changes.changes_page), name="changes"),
    path("changes.csv", mounted(changes.changes_csv), name="changes_csv"),
    path("changes/since/<int:since>/", mounted(changes.changes_since_page), name="changes_since"),
    path(
        "changes/since/<int:since>/changes.csv",
        mounted(changes.changes_since_csv),
        name="changes_since_csv",
    ),
    path("", include("strands.urls")),
    path("", include("ehcp.urls")),
    path("", include("finance.urls")),
    path("", include("risks.urls")),
]
