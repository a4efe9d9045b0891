"""The pages that edit asks, outside every mount."""

from django.urls import path

from committee.managing import ask_views

urlpatterns = [
    path("asks/add/", ask_views.add_ask, name="ask_add"),
    path("asks/<slug:slug>/edit/", ask_views.edit_ask, name="ask_edit"),
]
