"""Where the mounted pages stand, and the pages that exist once."""

from django.urls import include, path

from committee import views
from committee.mounts import FRONT, LIVE
from sendprog.pages import mounted

urlpatterns = [
    path("meetings/", mounted(views.meetings), {"mount": FRONT}, name="meetings"),
    path("", include("committee.paper_urls")),
    path("live/", include("committee.pages"), {"mount": LIVE}),
    path("", include("committee.pages"), {"mount": FRONT}),
]
