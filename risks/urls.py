from django.urls import path

from risks import views
from sendprog.pages import mounted

urlpatterns = [
    path("risks/", mounted(views.risks), name="risks"),
    path("risks/risks.csv", mounted(views.risks_csv), name="risks_csv"),
    path("risks/<slug:reference>/", mounted(views.risk), name="risk"),
]
