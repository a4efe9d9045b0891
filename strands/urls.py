from django.urls import path

from sendprog.pages import mounted
from strands import views

urlpatterns = [
    path("milestones/", mounted(views.milestones), name="milestones"),
    path("milestones/milestones.csv", mounted(views.milestones_csv), name="milestones_csv"),
    path("milestones/<slug:reference>/", mounted(views.milestone), name="milestone"),
]
