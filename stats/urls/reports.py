from django.urls import URLPattern, URLResolver, path

from stats.views import figures, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("unit/", reports.unit, name="unit"),
    path("reports/", reports.index, name="reports"),
    path("reports/<int:pk>/", reports.page, name="report"),
    path("reports/<int:pk>/file/", reports.file, name="report_file"),
    path("reports/<int:pk>/acknowledge/", reports.acknowledge, name="acknowledge_report"),
    path("reports/<int:pk>/answer/", reports.answer, name="answer_report"),
    path("reports/<int:pk>/again/", reports.make_again, name="make_report_again"),
    path("reports/answers/<int:pk>/", reports.follow, name="follow_answer"),
    path("tables/", figures.tables, name="tables"),
    path("tables/file/", figures.csv, name="figures_csv"),
]
