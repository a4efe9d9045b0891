"""The pages that edit records: each exists once, outside every mount."""

from django.urls import path

from strands.views import dependencies, indicators, milestones, rounds, several, updates

urlpatterns = [
    path("milestones/new/", milestones.new, name="milestone_new"),
    path("milestones/change/", several.change_milestones, name="milestones_change"),
    path("milestones/change/undo/", several.undo, name="milestones_undo"),
    path("milestones/<slug:slug>/edit/", milestones.edit_milestone, name="milestone_edit"),
    path("milestones/<slug:slug>/rebaseline/", milestones.rebaseline, name="milestone_rebaseline"),
    path("milestones/<slug:slug>/dependencies/", dependencies.dependencies, name="milestone_dependencies"),
    path("my-updates/", updates.my_updates, name="my_updates"),
    path("strands/<slug:slug>/update/", updates.update, name="strand_update"),
    path("strands/<slug:slug>/update/<str:month>/no-change/", updates.no_change, name="no_change"),
    path("strands/<slug:slug>/update/<str:month>/decide/", updates.decide, name="decide"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<str:month>/", rounds.round_page, name="round"),
    path("rounds/<str:month>/change/", rounds.change_round, name="change_round"),
    path("indicators/<slug:slug>/<str:month>/", indicators.indicator_month, name="indicator_month"),
]
