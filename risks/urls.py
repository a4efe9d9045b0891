"""The mounted pages of the register. committee mounts the page of one risk, with the asks about it."""

from django.urls import path

from risks import views
from sendprog.pages.mounted_pages import mounted

urlpatterns = [
    path("risks/", mounted(views.risks_page), name="risks"),
    path("risks/risks.csv", mounted(views.risks_csv), name="risks_csv"),
]
