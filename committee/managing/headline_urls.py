"""The pages that choose the headline measures, outside every mount."""

from django.urls import path

from committee.managing import headline_views

urlpatterns = [
    path("headline-measures/", headline_views.headline_measures, name="headline_measures"),
    path(
        "headline-measures/<int:order>/",
        headline_views.edit_headline_measure,
        name="headline_measure_edit",
    ),
]
