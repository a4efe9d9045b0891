"""The mounted pages: one URLconf, the rooms' included. Every link between them is relative."""

from django.urls import include, path

from committee import views
from sendprog.pages import mounted

urlpatterns = [
    path("", mounted(views.overview), name="overview"),
    path("strands/", mounted(views.strands), name="strands"),
    path("strands/<slug:slug>/", mounted(views.strand), name="strand"),
    path("measures/", mounted(views.measures), name="measures"),
    path("measures/<str:address>/", mounted(views.measure), name="measure"),
    path("definitions/", mounted(views.definitions), name="definitions"),
    path("", include("strands.urls")),
    path("", include("ehcp.urls")),
    path("", include("finance.urls")),
    path("", include("risks.urls")),
]
