"""Addresses of signing in the browser; joined into contracts/urls.py."""

from django.urls import URLPattern, URLResolver, path

from contracts.views import sitting, unfinished

urlpatterns: list[URLPattern | URLResolver] = [
    path("agency/sitting/", sitting.begin, name="sitting_begin"),
    path("agency/sitting/<int:pk>/", sitting.page, name="sitting"),
    path("agency/sitting/<int:pk>/progress/", sitting.progress, name="sitting_progress"),
    path("agency/sitting/<int:pk>/<int:position>/", sitting.step, name="sitting_step"),
    path("agency/sitting/<int:pk>/<int:position>/file/<int:number>/", sitting.file, name="sitting_file"),
    path("agency/sitting/<int:pk>/<int:position>/seen/", sitting.seen, name="sitting_seen"),
    path("agency/sitting/<int:pk>/<int:position>/leave/", sitting.leave, name="sitting_leave"),
    path("agency/sitting/<int:pk>/<int:position>/back/", sitting.back, name="sitting_back"),
    path("agency/sitting/<int:pk>/<int:position>/signed/", sitting.finish, name="sitting_finish"),
    path("agency/sitting/<int:pk>/prepare/", sitting.prepare, name="sitting_prepare"),
    path("agency/sitting/<int:pk>/end/", sitting.end, name="sitting_end"),
    path("agency/unfinished/", unfinished.index, name="unfinished"),
    path("agency/unfinished/<int:pk>/again/", unfinished.again, name="unfinished_again"),
    path("agency/unfinished/<int:pk>/anew/", unfinished.anew, name="unfinished_anew"),
]
