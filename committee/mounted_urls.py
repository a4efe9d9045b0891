"""The mounted pages: one URLconf, the rooms' included. Every link between them is relative."""

from django.urls import include, path

from committee.pages import asks as asks
from committee.pages import changes as changes
from committee.pages import overview
from committee.pages.briefing import briefing
from committee.pages.data_zip import data_zip
from committee.pages.paper import paper_docx
from committee.pages.print_view import print_page
from sendprog.pages.mounted_pages import mounted

urlpatterns = [
    path("", mounted(overview.overview), name="overview"),
    path("strands/", mounted(overview.strands), name="strands"),
    path("headlines.csv", mounted(overview.headlines_csv), name="headlines_csv"),
    path("paper.docx", mounted(paper_docx), name="paper"),
    path("data.zip", mounted(data_zip), name="data"),
    path("print/", mounted(print_page), name="print"),
    path("briefing/", mounted(briefing), name="briefing"),
    path("strands/strands.csv", mounted(overview.strands_csv), name="strands_csv"),
    path("strands/<slug:slug>/milestones.csv", mounted(overview.strand_csv), name="strand_csv"),
    path("strands/<slug:slug>/", mounted(overview.strand), name="strand"),
    path("measures/", mounted(overview.measures), name="measures"),
    path("measures/measures.csv", mounted(overview.measures_csv), name="measures_csv"),
    path("measures/<str:address>/readings.csv", mounted(overview.measure_csv), name="measure_csv"),
    path("measures/<str:address>/", mounted(overview.measure), name="measure"),
    path("definitions/", mounted(overview.definitions), name="definitions"),
    path("search/", mounted(overview.search_page), name="search"),
    path("asks/", mounted(asks.asks), name="asks"),
    path("asks.csv", mounted(asks.asks_csv), name="asks_csv"),
    path("risks/<slug:reference>/", mounted(asks.risk), name="risk"),
    path("changes/", mounted(changes.changes_page), name="changes"),
    path("changes.csv", mounted(changes.changes_csv), name="changes_csv"),
    path("changes/since/<int:since>/", mounted(changes.changes_since), name="changes_since"),
    path(
        "changes/since/<int:since>/changes.csv", mounted(changes.changes_since_csv), name="changes_since_csv"
    ),
    path("", include("strands.urls")),
    path("", include("ehcp.urls")),
    path("", include("finance.urls")),
    path("", include("risks.urls")),
]
