"""The edit pages of the risk register, outside every mount."""

from django.urls import path

from risks import (
    edit_views,
    my_risks,  # noqa: F401 - adds its part to My updates
)

urlpatterns = [
    path("risks/new/", edit_views.new_risk, name="risk_new"),
    path("risks/<slug:slug>/edit/", edit_views.edit_risk, name="risk_edit"),
    path("risks/<slug:slug>/assess/", edit_views.assess_risk, name="risk_assess"),
    path("risks/<slug:slug>/mitigations/new/", edit_views.new_mitigation, name="mitigation_new"),
    path(
        "risks/<slug:slug>/mitigations/<int:number>/",
        edit_views.edit_mitigation,
        name="mitigation_edit",
    ),
]
