from django.urls import URLPattern, URLResolver, path

from stats.views import proposals, staffing

urlpatterns: list[URLPattern | URLResolver] = [
    path("staffing/", staffing.index, name="staffing"),
    path("staffing/calculator/", staffing.calculate, name="staffing_what_if"),
    path("staffing/forecasts/new/", staffing.ask, name="forecast_new"),
    path("staffing/forecasts/<int:pk>/", staffing.forecast, name="forecast"),
    path("staffing/forecasts/<int:pk>/again/", staffing.try_again, name="forecast_again"),
    path("staffing/forecasts/<int:forecast>/propose/", proposals.create, name="proposal_new"),
    path("staffing/proposals/<int:pk>/", proposals.page, name="proposal"),
    path("staffing/proposals/<int:pk>/change/", proposals.change, name="proposal_change"),
    path("staffing/proposals/<int:pk>/send/", proposals.send, name="proposal_send"),
    path("staffing/proposals/<int:pk>/back/", proposals.take_back, name="proposal_back"),
    path("staffing/proposals/<int:pk>/drop/", proposals.drop, name="proposal_drop"),
    path("staffing/proposals/<int:pk>/decide/", proposals.decide, name="proposal_decide"),
    path("staffing/proposals/<int:pk>/carried/", proposals.carry_out, name="proposal_carried"),
]
