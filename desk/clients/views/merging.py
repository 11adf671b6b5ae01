"""Pages of duplicates: the worklist, two side by side, the merge and its undoing."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.clients import actions, conflicts
from desk.clients.duplicates import clients_like, persons_like, worded
from desk.clients.forms import countries
from desk.clients.models import Client, ClientRole, ContactPoint, Merge, Pair, Person
from desk.clients.references import counted
from desk.clients.search import find_clients, find_persons
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.records import access, purpose
from desk.records.enums import Reason

PAGE = 25  # pairs of the worklist at a time
_WHY = Reason.CORRECTION.value  # whoever is here puts our own records right


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """Pairs that look alike, the likeliest first; `?of=persons` those of persons, `?after=` further."""
    of = "person" if request.GET.get("of") == "persons" else "client"
    pairs = Pair.objects.undecided().filter(**{f"first_{of}__isnull": False})
    after = request.GET.get("after", "")
    if after.isdecimal():
        pairs = pairs.after(int(after))
    page = list(pairs.select_related(f"first_{of}", f"second_{of}")[: PAGE + 1])
    rows = [_row(request, pair, of) for pair in page[:PAGE]]
    following = page[PAGE - 1].pk if len(page) > PAGE else None
    context = {"rows": rows, "of": of, "following": following}
    return render(request, "clients/duplicates.html", context)


def _row(request: Request, pair: Pair, of: str) -> dict[str, Any]:
    both = [getattr(pair, f"first_{of}"), getattr(pair, f"second_{of}")]
    for each in both:
        access.shows(request, of, each.pk, purpose="list")
    return {"pair": pair, "both": both, "words": worded(pair.reasons)}


@writes(at_the_desk)
def different(request: Request, pk: int) -> HttpResponse:
    """The two are not the same."""
    pair = get_object_or_404(Pair, pk=pk)
    actions.say_different(pair=pair, by=request.user)
    messages.success(request, _("They will not be offered as the same again."))
    persons = pair.first_person_id is not None
    return redirect(reverse("clients:duplicates") + ("?of=persons" if persons else ""))


@reads(at_the_desk, methods=("GET", "HEAD", "POST"))
def same_as(request: Request, kind: str, pk: int) -> HttpResponse:
    """Which other is the same as this one: those alike, or found by a fragment (POST `text`)."""
    model: Any = Client if kind == "client" else Person
    row = get_object_or_404(model.objects.distinct_ones(), pk=pk)
    text = request.POST.get("text", "").strip()
    if text:
        found = find_clients(text, 9) if kind == "client" else find_persons(text, 9)
        others: list[dict[str, Any]] = [{"row": each, "words": ""} for each in found if each.pk != pk]
    else:
        others = [{"row": each.row, "words": each.words} for each in _alike(row)]
    access.shows(request, kind, pk, purpose=_WHY)
    for each in others:
        access.shows(request, kind, each["row"].pk, purpose="search")
    context = {"row": row, "kind": kind, "others": others, "text": text}
    return render(request, "clients/same_as.html", context)


def _alike(row: Any) -> Any:
    contacts = list(row.contacts.values_list("value", flat=True)[:20])
    if isinstance(row, Client):
        return clients_like(
            name=row.name, registry_code=row.registry_code, personal_code=row.personal_code,
            country=row.country, contacts=contacts, besides=row.pk,
        )  # fmt: skip
    return persons_like(
        first_name=row.first_name, last_name=row.last_name, personal_code=row.personal_code,
        country=row.country, contacts=contacts, besides=row.pk,
    )  # fmt: skip


@writes(at_the_desk, form=True)
def merge(request: Request, kind: str, pk: int) -> HttpResponse:
    """This one and that of `?with=` side by side; the button under one keeps it (`kept`)."""
    model: Any = Client if kind == "client" else Person
    one, other = pk, _number(request.GET.get("with", ""))
    if not other or one == other:
        return redirect("clients:same_as" if kind == "client" else "clients:same_person", pk)
    rows = _two(model, one, other)
    kept = rows.get(_number(request.POST.get("kept", "")))
    if kept is not None:
        lost = rows[other if kept.pk == one else one]
        try:
            if kind == "client":
                actions.merge_clients(lost=lost, kept=kept, by=request.user)
            else:
                actions.merge_persons(lost=lost, kept=kept, by=request.user)
        except Refused as refused:
            messages.error(request, " ".join(refused.texts))
        else:
            # Whoever merged two looks at what came of it.
            purpose.remember(request, kind, kept.pk, Reason.CORRECTION)
            messages.success(request, _("They are one now. It can be undone on this page."))
            return redirect(kept)
    numbers = counted(model, one, other)
    columns = [
        {**_column(request, rows[one], rows[other]), "counted": numbers[one]},
        {**_column(request, rows[other], rows[one]), "counted": numbers[other]},
    ]
    best = max(columns, key=lambda each: (not each["against"], bool(each["codes"]), -each["row"].pk))
    return render(request, "clients/merge.html", {"columns": columns, "best": best, "kind": kind})


def _two(model: Any, one: int, other: int) -> dict[int, Any]:
    """Both with their contacts and those who act for them, or for whom they act."""
    roles = ClientRole.objects.filter(ended_at=None).select_related("client", "person").order_by("pk")
    contacts = ContactPoint.objects.order_by("-kind", "pk")
    rows = model.objects.filter(pk__in=[one, other]).prefetch_related(
        Prefetch("roles", roles), Prefetch("contacts", contacts)
    )
    if model is Client:
        rows = rows.select_related("parent")
    found = {row.pk: row for row in rows}
    if len(found) != 2:
        raise Http404
    return found


def _column(request: Request, row: Any, other: Any) -> dict[str, Any]:
    """What the row has, and what speaks against keeping it."""
    kind, their = ("client", "person") if isinstance(row, Client) else ("person", "client")
    access.shows(request, kind, row.pk, purpose=_WHY)
    roles = [(getattr(role, their), role.role) for role in row.roles.all()[:PAGE]]
    for who, _role in roles:
        access.shows(request, their, who.pk, purpose=_WHY)
    against = conflicts.of_clients(other, row) if kind == "client" else conflicts.of_persons(other, row)
    return {
        "row": row,
        "codes": [code for code in (getattr(row, "registry_code", ""), row.personal_code) if code],
        "country": dict(countries()).get(row.country, row.country),
        "contacts": row.contacts.all()[:PAGE],
        "roles": roles,
        "against": against,
    }


@writes(at_the_desk)
def undo(request: Request, pk: int) -> HttpResponse:
    """Both stand apart again."""
    merge = get_object_or_404(
        Merge.objects.select_related("kept_client", "kept_person", "lost_client", "lost_person"), pk=pk
    )
    kept: Any = merge.kept_client or merge.kept_person
    try:
        later = actions.undo_merge(merge=merge, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect(kept)
    messages.success(request, _("The two stand apart again."))
    if later:
        text = ngettext(
            "%(number)s thing was changed after the merge and stayed as it is.",
            "%(number)s things were changed after the merge and stayed as they are.",
            later,
        )
        messages.warning(request, text % {"number": later})
    return redirect(kept)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
