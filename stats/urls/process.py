from django.urls import URLPattern, URLResolver, path

from stats.views import changes, ideas

urlpatterns: list[URLPattern | URLResolver] = [
    path("ideas/", ideas.index, name="ideas"),
    path("ideas/new/", ideas.create, name="idea_new"),
    path("ideas/<int:pk>/", ideas.page, name="idea"),
    path("ideas/<int:pk>/change/", ideas.change, name="idea_change"),
    path("ideas/<int:pk>/back/", ideas.take_back, name="idea_back"),
    path("ideas/<int:pk>/support/", ideas.support, name="idea_support"),
    path("ideas/<int:pk>/answer/", ideas.answer, name="idea_answer"),
    path("changes/", changes.index, name="changes"),
    path("changes/new/", changes.create, name="change_new"),
    path("changes/<int:pk>/", changes.page, name="change"),
    path("changes/<int:pk>/edit/", changes.edit, name="change_edit"),
    path("changes/<int:pk>/judge/", changes.judge, name="change_judge"),
]
