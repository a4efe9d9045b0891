"""Where the mounted pages stand, and the pages that exist once."""

from django.urls import include, path

from committee import part_two_views, publishing, views
from committee.mounts import AGENDA_MOUNT, EDITION, FRONT, LIVE
from sendprog.pages import mounted

ONE_EDITION = "meetings/<str:meeting>/editions/<int:edition>/"

urlpatterns = [
    path("meetings/", mounted(views.meetings), {"mount": AGENDA_MOUNT}, name="meetings"),
    path("meetings/<str:day>/", mounted(views.meeting), {"mount": AGENDA_MOUNT}, name="meeting"),
    path("meetings/<str:day>/publish/", publishing.publish, name="publish"),
    path(f"{ONE_EDITION}part-two.docx", part_two_views.part_two, name="part_two"),
    path(f"{ONE_EDITION}withdraw/", publishing.withdraw, name="withdraw"),
    path(f"{ONE_EDITION}seal/", publishing.seal, name="seal"),
    path(ONE_EDITION, include("committee.pages"), {"mount": EDITION}),
    path(f"{ONE_EDITION}<str:name>", publishing.edition_file, {"mount": EDITION}, name="edition_file"),
    path("", include("committee.paper_urls")),
    path("live/", include("committee.pages"), {"mount": LIVE}),
    path("", include("committee.pages"), {"mount": FRONT}),
]
