"""The pages that set a programme up, outside every mount."""

from django.urls import path

from sendprog.setting_up import views

urlpatterns = [
    path("set-up/", views.set_up, name="set_up"),
    path("set-up/programme-to-fill-in.xlsx", views.empty_workbook, name="set_up_template"),
    path("set-up/programme.xlsx", views.filled_workbook, name="set_up_stored"),
    path("set-up/<int:pk>/", views.set_up_load, name="set_up_load"),
    path("set-up/<int:pk>/undo/", views.undo, name="set_up_undo"),
    path("set-up/ready-made/<slug:slug>/", views.ready_made, name="set_up_ready_made"),
]
