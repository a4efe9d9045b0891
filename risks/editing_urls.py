"""The pages that edit the register: each exists once, outside every mount."""

from django.urls import path

from risks import editing

urlpatterns = [
    path("risks/<slug:reference>/edit/", editing.edit_risk, name="risk_edit"),
    path("risks/<slug:reference>/assess/", editing.assess, name="risk_assess"),
    path("risks/<slug:reference>/mitigations/new/", editing.new_mitigation, name="mitigation_new"),
    path("risks/<slug:reference>/mitigations/<int:number>/", editing.edit_mitigation, name="mitigation_edit"),
]
