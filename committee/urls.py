"""Where the mounted pages stand, and the pages that exist once."""

from django.urls import include, path

from committee import part_two_views, publishing, readiness_views, views
from committee.asks import pages as asks
from committee.corrections import pages as corrections
from committee.mounts import AGENDA_MOUNT, EDITION, FRONT, LIVE
from committee.printing import pdf
from committee.printing.views import edition_pdf
from sendprog.pages import mounted

ONE_EDITION = "meetings/<str:meeting>/editions/<int:edition>/"

urlpatterns = [
    path("meetings/", mounted(views.meetings), {"mount": AGENDA_MOUNT}, name="meetings"),
    path("meetings/<str:day>/", mounted(views.meeting), {"mount": AGENDA_MOUNT}, name="meeting"),
    path("meetings/<str:day>/changes/", publishing.meeting_changes, {"mount": AGENDA_MOUNT}, name="meeting_changes"),
    path("corrections/", mounted(corrections.corrections), {"mount": AGENDA_MOUNT}, name="corrections"),
    path("corrections/corrections.csv", mounted(corrections.corrections_csv), {"mount": AGENDA_MOUNT}, name="corrections_csv"),
    path("meetings/<str:day>/asks/", mounted(asks.meeting_asks), {"mount": AGENDA_MOUNT}, name="meeting_asks"),
    path("meetings/<str:day>/publish/", publishing.publish, name="publish"),
    path(f"{ONE_EDITION}part-two.docx", part_two_views.part_two, name="part_two"),
    path(f"{ONE_EDITION}withdraw/", publishing.withdraw, name="withdraw"),
    path(f"{ONE_EDITION}seal/", publishing.seal, name="seal"),
    path(ONE_EDITION, include("committee.pages"), {"mount": EDITION}),
    path(f"{ONE_EDITION}{pdf.NAME}", edition_pdf, {"mount": EDITION}, name="edition_pdf"),
    path(f"{ONE_EDITION}<str:name>", publishing.edition_file, {"mount": EDITION}, name="edition_file"),
    path("", include("committee.paper_urls")),
    path("readiness/", readiness_views.next_readiness, name="next_readiness"),
    path("readiness/<str:day>/", readiness_views.readiness, name="readiness"),
    path("", include("committee.asks.urls")),
    path("live/", include("committee.pages"), {"mount": LIVE}),
    path("", include("committee.pages"), {"mount": FRONT}),
]
