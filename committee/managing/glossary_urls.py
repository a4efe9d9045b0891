"""The pages that edit the glossary, outside every mount."""

from django.urls import path

from committee.managing import glossary_views

urlpatterns = [
    path("glossary/", glossary_views.glossary, name="glossary"),
    path("glossary/add/", glossary_views.add_term, name="glossary_term_add"),
    path("glossary/<slug:slug>/edit/", glossary_views.edit_term, name="glossary_term_edit"),
]
