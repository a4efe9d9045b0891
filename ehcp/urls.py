from django.urls import path

from ehcp import views
from ehcp.official import page
from sendprog.pages.mounted_pages import mounted

urlpatterns = [
    path("ehcp/", mounted(views.ehcp_page), name="ehcp"),
    path("ehcp/months.csv", mounted(views.months_csv), name="ehcp_months_csv"),
    path("ehcp/clock.csv", mounted(views.clock_csv), name="ehcp_clock_csv"),
    path("ehcp/compare.csv", mounted(views.compare_csv), name="ehcp_compare_csv"),
    path("ehcp/flow.csv", mounted(views.flow_csv), name="ehcp_flow_csv"),
    path("ehcp/what-if/", mounted(views.what_if_page), name="ehcp_what_if"),
    path("ehcp/what-if.csv", mounted(views.what_if_months_csv), name="ehcp_what_if_csv"),
    path("ehcp/contacts.csv", mounted(views.contacts_csv), name="contacts_csv"),
    path("official-statistics/", mounted(page.official_page), name="official_statistics"),
    path(
        "official-statistics/figures.csv",
        mounted(page.official_csv),
        name="official_statistics_csv",
    ),
]
