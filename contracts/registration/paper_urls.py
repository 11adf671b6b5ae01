"""Addresses of papers that came, as far as documents are concerned; joined into urls.py."""

from django.urls import URLPattern, URLResolver, path

from contracts.views import papers

urlpatterns: list[URLPattern | URLResolver] = [
    path("paper/<int:pk>/", papers.panel, name="paper_panel"),
    path("paper/<int:pk>/package/", papers.fetch, name="paper_package"),
    path("paper/<int:pk>/attach/<int:package>/", papers.attach, name="attach_paper"),
    path("paper/<int:pk>/by-hand/<int:package>/", papers.by_hand, name="paper_by_hand"),
    path("paper/<int:pk>/undo/<int:answer>/", papers.undo, name="undo_paper"),
]
