"""The room's mounted pages. The page of one risk is mounted by the roof, which knows what was asked about it."""

from django.urls import path

from risks import views
from sendprog.pages.mounted_pages import mounted

urlpatterns = [
    path("risks/", mounted(views.risks_page), name="risks"),
    path("risks/risks.csv", mounted(views.risks_csv), name="risks_csv"),
]
