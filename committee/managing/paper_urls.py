"""The pages that edit the paper, outside every mount."""

from django.urls import path

from committee.managing import paper_text_views, paper_views

urlpatterns = [
    path("paper/", paper_views.paper_sections, name="paper_sections"),
    path("paper/numbers/", paper_views.paper_numbers, name="paper_numbers"),
    path("paper/texts/", paper_text_views.texts_of_paper, name="paper_texts"),
    path("paper/texts/<slug:place>/", paper_text_views.edit_text, name="paper_text"),
    path("paper/add/", paper_views.add_section, name="paper_section_add"),
    path("paper/<slug:slug>/edit/", paper_views.edit_section, name="paper_section_edit"),
    path("paper/title-block/", paper_views.edit_title_block, name="next_title_block"),
    path("paper/title-block/<str:day>/", paper_views.edit_title_block, name="paper_title_block"),
]
