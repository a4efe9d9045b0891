"""The pages that load official statistics and choose the comparators, outside every mount."""

from django.urls import path

from ehcp.official import comparator_views, views

urlpatterns = [
    path("official-statistics/load/", views.official_load, name="official_load"),
    path("official-statistics/comparators/", comparator_views.edit_comparators, name="comparators"),
]
