"""The pages that edit asks: each exists once, outside every mount."""

from django.urls import path

from committee.asks import views

urlpatterns = [
    path("asks/add/", views.add_ask, name="ask_add"),
    path("asks/<slug:reference>/edit/", views.edit_ask, name="ask_edit"),
]
