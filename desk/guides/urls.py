"""Addresses of guides and instructions."""

from django.urls import URLPattern, URLResolver, path

from desk.guides.views import flags, instructions, reading, writing

app_name = "guides"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading.index, name="index"),
    path("new/", writing.create, name="create"),
    path("<int:pk>/", reading.page, name="page"),
    path("<int:pk>/change/", writing.change, name="change"),
    path("<int:pk>/arrange/", writing.arrange, name="arrange"),
    path("<int:pk>/retire/", writing.retire, name="retire"),
    path("<int:pk>/reviewed/", writing.reviewed, name="reviewed"),
    path("<int:pk>/inside/", reading.inside, name="inside"),
    path("versions/<int:pk>/", reading.version, name="version"),
    path("versions/<int:pk>/compare/", reading.compared, name="compare"),
    path("versions/<int:pk>/publish/", writing.publish, name="publish"),
    path("versions/<int:pk>/discard/", writing.discard, name="discard"),
    path("versions/<int:pk>/wrong/", flags.flag, name="flag"),
    path("wrong/<int:pk>/", flags.remark, name="remark"),
    path("wrong/<int:pk>/settle/", flags.settle, name="settle"),
    path("beside/", reading.beside, name="beside"),
    path("suggest/", reading.suggest, name="suggest"),
    path("instructions/", instructions.index, name="instructions"),
    path("instructions/new/", instructions.write, name="instruct"),
    path("instructions/home/", instructions.home_panel, name="home_panel"),
    path("instructions/<int:pk>/", instructions.page, name="instruction"),
    path("instructions/<int:pk>/change/", instructions.write, name="change_instruction"),
    path("instructions/<int:pk>/publish/", instructions.publish, name="publish_instruction"),
    path("instructions/<int:pk>/withdraw/", instructions.withdraw, name="withdraw_instruction"),
    path("instructions/<int:pk>/read/", instructions.confirm, name="read"),
]
