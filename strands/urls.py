from django.urls import path

from sendprog.pages.mounted_pages import mounted
from strands.views import reading

urlpatterns = [
    path("milestones/", mounted(reading.milestone_list), name="milestones"),
    path("milestones/milestones.csv", mounted(reading.milestones_csv), name="milestones_csv"),
    path("milestones/<slug:slug>/", mounted(reading.milestone_detail), name="milestone"),
]
