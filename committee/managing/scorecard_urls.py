"""The pages that choose the scorecard's measures and answer exceptions, outside every mount."""

from django.urls import path

from committee.managing import (
    exception_views,
    my_exceptions,  # noqa: F401 - adds its part to My updates
    scorecard_views,
)

urlpatterns = [
    path(
        "scorecard-measures/",
        scorecard_views.scorecard_measures,
        name="scorecard_measures",
    ),
    path(
        "scorecard-measures/usual/",
        scorecard_views.store_usual_measures,
        name="scorecard_measures_usual",
    ),
    path(
        "scorecard-measures/add/",
        scorecard_views.add_measure,
        name="scorecard_measure_add",
    ),
    path(
        "scorecard-measures/<str:measure>/edit/",
        scorecard_views.edit_measure,
        name="scorecard_measure_edit",
    ),
    path(
        "exceptions/<slug:number>/edit/",
        exception_views.answer,
        name="exception_edit",
    ),
    path(
        "exceptions/<slug:number>/close/",
        exception_views.close,
        name="exception_close",
    ),
]
