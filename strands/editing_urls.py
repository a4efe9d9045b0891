"""The pages that edit records: each exists once, outside every mount."""

from django.urls import path

from strands.views import (
    decisions,
    dependencies,
    indicators,
    milestone_grid,
    milestones,
    people,
    rebaselining,
    reorganising,
    rounds,
    several,
    updates,
)

urlpatterns = [
    path("milestones/new/", milestones.create_milestone, name="milestone_new"),
    path("milestones/change/", several.change_milestones, name="milestones_change"),
    path("milestones/change/undo/", several.undo_changes, name="milestones_undo"),
    path("milestones/<slug:slug>/edit/", milestones.edit_milestone, name="milestone_edit"),
    path(
        "milestones/<slug:slug>/rebaseline/", rebaselining.rebaseline, name="milestone_rebaseline"
    ),
    path(
        "milestones/<slug:slug>/dependencies/",
        dependencies.edit_dependencies,
        name="milestone_dependencies",
    ),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="person_add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/leave/", people.leaving, name="person_leave"),
    path("people/<int:pk>/see-to/", people.see_to, name="person_see_to"),
    path("my-updates/", updates.my_updates, name="my_updates"),
    path("my-updates/milestones/", milestone_grid.my_milestones, name="my_milestones"),
    path(
        "strands/<slug:slug>/reorganise/", reorganising.reorganise_strand, name="strand_reorganise"
    ),
    path("strands/<slug:slug>/update/", updates.edit_update, name="strand_update"),
    path("strands/<slug:slug>/update/<str:month>/no-change/", updates.no_change, name="no_change"),
    path("strands/<slug:slug>/update/<str:month>/decide/", decisions.decide, name="decide"),
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/<str:month>/", rounds.round_detail, name="round"),
    path("rounds/<str:month>/change/", rounds.change_round, name="change_round"),
    path("indicators/<slug:slug>/<str:month>/", indicators.edit_month, name="indicator_month"),
]
