from django.urls import path

from finance import views
from sendprog.pages.mounted_pages import mounted

urlpatterns = [
    path("finance/", mounted(views.finance_page), name="finance"),
    path(
        "finance/other-figures.csv",
        mounted(views.other_figures_csv),
        name="finance_other_figures_csv",
    ),
    path("finance/positions.csv", mounted(views.positions_csv), name="finance_positions_csv"),
    path("finance/savings.csv", mounted(views.savings_csv), name="savings_csv"),
]
