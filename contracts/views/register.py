"""The register of everything in force on any date, and its rows as a file."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from contracts.life import export as files
from contracts.life import flags, register, standing, tree
from contracts.life.register import Asked, Place
from contracts.models import Authorisation, Kind, Portal
from contracts.permissions import sees_life
from desk import workdays
from desk.clients.search import find_clients
from desk.http import Request, reads
from desk.records import access
from desk.records.enums import Reason

PAGE = 50  # rows
MOST_CLIENTS = 25  # found by a name
SHOWN = [
    ("", _("everything in force")),
    ("expiring", _("ends within 60 days")),
    ("ending", _("end computed from a notice")),
    ("waits", _("not in the portal yet")),
    ("flagged", _("grantor represents no more")),
    ("taken_over", _("taken over")),
]


class RegisterForm(forms.Form):
    """What is asked of the register. The client is sought by POST alone: no name stands in an address."""

    day = forms.DateField(
        label=_("On the day"), widget=forms.DateInput({"autocomplete": "off"}, format="%d.%m.%Y")
    )
    text = forms.CharField(label=_("Client: name or code"), required=False, max_length=100)
    portal = forms.TypedChoiceField(label=_("Portal"), required=False, coerce=int, empty_value=None)
    kind = forms.TypedChoiceField(label=_("Kind"), required=False, coerce=int, empty_value=None)
    show = forms.ChoiceField(label=_("State"), required=False, choices=SHOWN)

    def __init__(self, data: Any, portals: Sequence[Portal], kinds: Sequence[Kind]) -> None:
        given = {name: data.get(name, "") for name in ("text", "portal", "kind", "show")}
        super().__init__(given | {"day": data.get("day") or workdays.today().strftime("%d.%m.%Y")})
        for name, rows in (("portal", portals), ("kind", kinds)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("all")), *((row.pk, str(row)) for row in rows)]

    def asked(self) -> Asked:
        """As the register takes it; what was typed wrongly asks for everything of today."""
        values = self.cleaned_data if self.is_valid() else {}
        text = (values.get("text") or "").strip()
        return Asked(
            day=values.get("day") or workdays.today(),
            portal=values.get("portal"),
            kind=values.get("kind"),
            show=values.get("show") or "",
            clients=frozenset(each.pk for each in find_clients(text, MOST_CLIENTS)) if text else None,
        )


class ExportForm(forms.Form):
    """In which form, and what for: the purpose is logged."""

    file = forms.ChoiceField(label=_("File"), choices=[(each, each.upper()) for each in files.FORMS])
    reason = forms.ChoiceField(label=_("What for"), choices=[("", "–"), *Reason.choices])


@reads(sees_life, methods=("GET", "HEAD", "POST"))
def index(request: Request) -> HttpResponse:
    """What stands on `day`, the newest first; `after` goes on. A client's name comes by POST, and so do the
    pages of what was found by it."""
    data = request.POST if request.method == "POST" else request.GET
    return _draw(request, data, ExportForm())


def _draw(request: Request, data: QueryDict, wish: ExportForm, status: int = 200) -> HttpResponse:
    form = RegisterForm(data, list(Portal.objects.all()), register.opening())
    asked = form.asked()
    found = register.page(asked, Place.read(data.get("after", "")), PAGE + 1)
    rows = found[:PAGE]
    context = {
        "form": form,
        "asked": asked,
        "today": asked.day == workdays.today(),
        "rows": _rows(request, rows, asked.day),
        "following": str(Place.of(rows[-1])) if len(found) > PAGE else "",
        "typed": asked.clients is not None,
        "export_form": wish,
    }
    return render(request, "contracts/register.html", context, status=status)


def _rows(request: HttpRequest, documents: Sequence[Authorisation], day: date) -> list[dict[str, Any]]:
    """Each as it stands on the day, with those for whom it does; names the clients to the access log."""
    raised = flags.flagged([each.pk for each in documents]) if documents else {}
    today = workdays.today()
    rows = []
    for each in documents:
        client = each.package.client
        access.shows(request, "client", client.pk, client_id=client.pk, purpose="register")
        shown = tree.on_day(standing.facts(each), day, today)
        rows.append(
            {
                "document": each, "client": client, "shown": shown, "badge": standing.colour(shown),
                "persons": standing.holders(each, each.persons.all(), day), "span": standing.span(each),
                "flagged": each.pk in raised,
            }
        )  # fmt: skip
    return rows


@reads(sees_life, methods=("POST",))
def export(request: Request) -> HttpResponseBase:
    """Every row that the filters leave as a file; who took it and what for is logged."""
    wish = ExportForm(request.POST)
    if not wish.is_valid():
        return _draw(request, request.POST, wish, 422)
    asked = RegisterForm(request.POST, list(Portal.objects.all()), register.opening()).asked()
    kind = wish.cleaned_data["file"]
    access.shows(request, "register_export", 0, purpose=wish.cleaned_data["reason"])
    made = files.write(kind, asked)
    name = f"volitused-{asked.day:%Y-%m-%d}.{kind}"
    answer = FileResponse(made, as_attachment=True, filename=name, content_type=files.TYPES[kind])
    answer["Cache-Control"] = "no-store, private"
    return answer
