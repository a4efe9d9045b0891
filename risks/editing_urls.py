"""The pages that edit records: each exists once, outside every mount."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
