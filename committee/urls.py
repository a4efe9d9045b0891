"""URLs of the mounts, and of pages that exist once."""

from django.urls import include, path

from committee.editions.stored import PDF_NAME
from committee.managing import (
    first_steps,
    publish_views,
    readiness_views,
    seal_views,
    withdraw_views,
)
from committee.mounts import edition_files, part_two_views
from committee.mounts.agenda_mount import AGENDA_MOUNT
from committee.mounts.edition_mount import EDITION
from committee.mounts.front_mount import FRONT
from committee.mounts.live_mount import LIVE
from committee.mounts.pdf_views import edition_pdf
from committee.mounts.preview_mount import PREVIEW
from committee.pages import corrections, meetings
from committee.pages.asks import meeting_asks_page
from sendprog.pages.mounted_pages import mounted

EDITION_PATH = "meetings/<str:meeting>/editions/<int:edition>/"

urlpatterns = [
    path("", include("committee.homes.urls")),
    path("meetings/", mounted(meetings.meetings_page), {"mount": AGENDA_MOUNT}, name="meetings"),
    path(
        "meetings/<str:day>/",
        mounted(meetings.meeting_page),
        {"mount": AGENDA_MOUNT},
        name="meeting",
    ),
    path(
        "meetings/<str:day>/changes/",
        edition_files.meeting_changes,
        {"mount": AGENDA_MOUNT},
        name="meeting_changes",
    ),
    path(
        "corrections/",
        mounted(corrections.corrections_page),
        {"mount": AGENDA_MOUNT},
        name="corrections",
    ),
    path(
        "corrections/corrections.csv",
        mounted(corrections.corrections_csv),
        {"mount": AGENDA_MOUNT},
        name="corrections_csv",
    ),
    path(
        "meetings/<str:day>/asks/",
        mounted(meeting_asks_page),
        {"mount": AGENDA_MOUNT},
        name="meeting_asks",
    ),
    path("meetings/<str:meeting>/preview/", include("committee.mounted_urls"), {"mount": PREVIEW}),
    path("meetings/<str:day>/publish/", publish_views.publish, name="publish"),
    path(f"{EDITION_PATH}part-two.docx", part_two_views.part_two, name="part_two"),
    path(f"{EDITION_PATH}withdraw/", withdraw_views.withdraw, name="withdraw"),
    path(f"{EDITION_PATH}seal/", seal_views.seal, name="seal"),
    path(EDITION_PATH, include("committee.mounted_urls"), {"mount": EDITION}),
    path(f"{EDITION_PATH}{PDF_NAME}", edition_pdf, {"mount": EDITION}, name="edition_pdf"),
    path(
        f"{EDITION_PATH}<str:name>",
        edition_files.edition_file,
        {"mount": EDITION},
        name="edition_file",
    ),
    path("", include("committee.managing.paper_urls")),
    path("", include("committee.managing.headline_urls")),
    path("", include("committee.managing.scorecard_urls")),
    path("", include("committee.managing.glossary_urls")),
    path("first-steps/", first_steps.first_steps, name="first_steps"),
    path("readiness/", readiness_views.next_readiness, name="next_readiness"),
    path("readiness/<str:day>/", readiness_views.readiness, name="readiness"),
    path("", include("committee.managing.ask_urls")),
    path("live/", include("committee.mounted_urls"), {"mount": LIVE}),
    path("", include("committee.mounted_urls"), {"mount": FRONT}),
]
