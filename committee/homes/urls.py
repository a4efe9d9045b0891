"""The addresses of what people find after signing in."""

from django.urls import path

from committee.homes import views

urlpatterns = [
    path("start/", views.home, name="home"),
    path("close-month/", views.close_month, name="close_month"),
    path("meetings/add/", views.add_meeting, name="meeting_add"),
]
