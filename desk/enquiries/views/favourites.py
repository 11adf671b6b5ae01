"""The topics that a person keeps within one key's reach, and their order."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from desk.enquiries import actions, favourites
from desk.enquiries.models import Topic
from desk.http import Refused, Request, writes
from desk.people.permissions import at_the_desk


@writes(at_the_desk, form=True)
def index(request: Request) -> HttpResponse:
    """My keys: what stands on each, up, down, off; and every topic to be added."""
    mine = favourites.of(request.user)
    if request.method == "POST":
        _move(mine, request.POST.get("up", ""), request.POST.get("down", ""))
        actions.order_favourites(topics=mine, by=request.user)
        return redirect("enquiries:favourites")
    on_keys = {topic.pk for topic in mine}
    others = [topic for topic in Topic.objects.selectable() if topic.pk not in on_keys]
    return render(request, "enquiries/favourites.html", {"mine": mine, "others": others})


def _move(topics: list[Topic], up: str, down: str) -> None:
    """Change places with the neighbour; what stands at the end stays."""
    for place, topic in enumerate(topics):
        other = place - (str(topic.pk) == up) + (str(topic.pk) == down)
        if other != place and 0 <= other < len(topics):
            topics[place], topics[other] = topics[other], topics[place]
            return


@writes(at_the_desk)
def star(request: Request, pk: int) -> HttpResponse:
    """On a key if it was on none, else off; the picker asks by script and is told the keys as they are."""
    topic = get_object_or_404(Topic.objects.selectable(), pk=pk)
    texts: list[str] = []
    try:
        actions.favour(topic=topic, by=request.user)
    except Refused as refused:
        texts = list(refused.texts)
    if request.htmx:
        now = [{"pk": one.pk, "name": one.name} for one in favourites.of(request.user)]
        return JsonResponse({"favourites": now, "refused": " ".join(texts)})
    for text in texts:
        messages.error(request, text)
    return redirect("enquiries:favourites")
