"""The mounted pages: one URLconf, the rooms' included. Every link between them is relative."""

from django.urls import include, path

from committee import views
from committee.asks import pages as asks
from committee.changes import page as changes
from committee.pack.page import data_zip
from committee.paper_pages import paper_docx
from committee.printing.briefing import briefing
from committee.printing.page import print_page
from sendprog.pages import mounted

urlpatterns = [
    path("", mounted(views.overview), name="overview"),
    path("strands/", mounted(views.strands), name="strands"),
    path("headlines.csv", mounted(views.headlines_csv), name="headlines_csv"),
    path("paper.docx", mounted(paper_docx), name="paper"),
    path("data.zip", mounted(data_zip), name="data"),
    path("print/", mounted(print_page), name="print"),
    path("briefing/", mounted(briefing), name="briefing"),
    path("strands/strands.csv", mounted(views.strands_csv), name="strands_csv"),
    path("strands/<slug:slug>/milestones.csv", mounted(views.strand_csv), name="strand_csv"),
    path("strands/<slug:slug>/", mounted(views.strand), name="strand"),
    path("measures/", mounted(views.measures), name="measures"),
    path("measures/measures.csv", mounted(views.measures_csv), name="measures_csv"),
    path("measures/<str:address>/readings.csv", mounted(views.measure_csv), name="measure_csv"),
    path("measures/<str:address>/", mounted(views.measure), name="measure"),
    path("definitions/", mounted(views.definitions), name="definitions"),
    path("search/", mounted(views.search_page), name="search"),
    path("asks/", mounted(asks.asks), name="asks"),
    path("asks.csv", mounted(asks.asks_csv), name="asks_csv"),
    path("risks/<slug:reference>/", mounted(asks.risk), name="risk"),
    path("changes/", mounted(changes.changes_page), name="changes"),
    path("changes.csv", mounted(changes.changes_csv), name="changes_csv"),
    path("changes/since/<int:since>/", mounted(changes.changes_since), name="changes_since"),
    path("changes/since/<int:since>/changes.csv", mounted(changes.changes_since_csv), name="changes_since_csv"),
    path("", include("strands.urls")),
    path("", include("ehcp.urls")),
    path("", include("finance.urls")),
    path("", include("risks.urls")),
]
