from django.urls import URLPattern, URLResolver, path

from tickets.views import hooks

app_name = "tickets_hooks"

urlpatterns: list[URLPattern | URLResolver] = [
    path("jira/<str:token>/", hooks.jira, name="jira"),
]
