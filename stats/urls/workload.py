from django.urls import URLPattern, URLResolver, path

from stats.views import workload

urlpatterns: list[URLPattern | URLResolver] = [
    path("workload/", workload.workload, name="workload"),
    path("workload/open/", workload.open_work, name="workload_open"),
    path("workload/<int:pk>/", workload.person, name="person"),
    path("mine/", workload.mine, name="mine"),
]
