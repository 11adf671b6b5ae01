"""What people fill in about papers; checks of form only."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.clients.models import Client, Person
from desk.counter import papers
from desk.counter.actions.papers import Told
from desk.counter.enums import Addressee, Way
from desk.counter.models import IncomingMail, Office, PaperKind
from desk.people import deputies
from desk.people.enums import Language
from desk.people.models import User
from desk.people.permissions import DESK

_DAY = "%d.%m.%Y"
_PLAIN = {"autocomplete": "off"}
USUAL, PUBLIC, RESTRICTED = "usual", "public", "restricted"


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day as Estonians write it."""
    widget = forms.DateInput({**_PLAIN, "placeholder": "05.03.2026"}, format=_DAY)
    formats = [_DAY, "%Y-%m-%d"]
    return forms.DateField(label=label, required=False, widget=widget, input_formats=formats, **options)


def _offices() -> Iterator[tuple[str, str]]:
    for office in Office.objects.open():
        yield str(office.pk), str(office)


def _kinds() -> Iterator[tuple[str, str]]:
    yield "", "–"
    for kind in PaperKind.objects.filter(active=True):
        yield str(kind.pk), kind.name


def specialists(but: User | None = None) -> Iterator[tuple[str, str]]:
    """Everyone at the desk, by last name; who is away says so."""
    yield "", "–"
    away = deputies.deputy_of()
    people = User.objects.filter(is_active=True, roles__role__in=DESK).distinct()
    for person in people.order_by("last_name", "first_name", "pk"):
        if but is None or person.pk != but.pk:
            yield str(person.pk), _labelled(person, away=person.pk in away)


def _labelled(person: User, *, away: bool) -> str:
    return gettext("%(name)s (away)") % {"name": person} if away else str(person)


class TakeInForm(forms.Form):
    """Where and how a paper came, and how many sheets lie on the counter."""

    office = forms.TypedChoiceField(label=_("Office"), choices=_offices, coerce=int)
    way = forms.ChoiceField(
        label=_("How it came"), choices=[each for each in Way.choices if each[0] != Way.IMPORT.value]
    )
    sheets = forms.IntegerField(
        label=_("Sheets"), required=False, min_value=1, max_value=5000, widget=forms.TextInput(
            {**_PLAIN, "inputmode": "numeric"}
        ), help_text=_("As many as lie on the counter; the receipt says it."),
    )  # fmt: skip

    def clean_office(self) -> Office:
        """The office itself."""
        return Office.objects.get(pk=self.cleaned_data["office"])


class DescribeForm(forms.Form):
    """What the document capsule says of the paper."""

    person = forms.TypedChoiceField(label=_("Contact person"), required=False, coerce=int, empty_value=None)
    sender_name = forms.CharField(
        label=_("Sender, as on the paper"), required=False, max_length=200, widget=forms.TextInput(_PLAIN)
    )
    sender_code = forms.CharField(
        label=_("Code of the sender"), required=False, max_length=20,
        widget=forms.TextInput({**_PLAIN, "spellcheck": "false"}),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Title"), max_length=200, widget=forms.TextInput(_PLAIN),
        help_text=_("The public register shows it: no names, codes or addresses of people."),
    )  # fmt: skip
    name_stays = forms.BooleanField(label=_("It is no name of a private person"), required=False)
    kind = forms.TypedChoiceField(label=_("Kind"), choices=_kinds, coerce=int)
    dated_on = day_field(_("Date on the paper"))
    sender_reference = forms.CharField(
        label=_("Reference of the sender"), required=False, max_length=60, widget=forms.TextInput(_PLAIN)
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    sheets = forms.IntegerField(
        label=_("Sheets"), required=False, min_value=1, max_value=5000,
        widget=forms.TextInput({**_PLAIN, "inputmode": "numeric"}),
    )  # fmt: skip
    access = forms.ChoiceField(
        label=_("Restriction of access"), widget=forms.RadioSelect, choices=[
            (USUAL, _("as is usual for the kind")), (PUBLIC, _("public")),
            (RESTRICTED, _("for internal use only, with the basis below")),
        ],
    )  # fmt: skip
    basis = forms.CharField(label=_("Basis of the restriction"), required=False, max_length=200)
    until = day_field(_("Restricted until"))

    def __init__(self, data: Any, *, mail: IncomingMail, persons: Sequence[Person]) -> None:
        super().__init__(data, initial=_initial(mail))
        self.client: Client | None = mail.client
        self.persons = {person.pk: person for person in persons}
        self.day = workdays.day_of(mail.received_at)
        if self.persons:
            field = self.fields["person"]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", "–"), *((str(pk), str(person)) for pk, person in self.persons.items())]
        else:
            del self.fields["person"]
        if mail.client is not None:
            del self.fields["sender_name"], self.fields["sender_code"]
        if data is None:
            del self.fields["name_stays"]

    def clean_kind(self) -> PaperKind:
        """The kind itself."""
        return PaperKind.objects.get(pk=self.cleaned_data["kind"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        title = given.get("title", "")
        for text in papers.refused_in_title(title):
            self.add_error("title", text)
        names = papers.names_in_title(
            title, client=self.client, person=self._person, sender=given.get("sender_name", "")
        )
        if not names:
            del self.fields["name_stays"]
        elif not given.get("name_stays"):
            words = _("Is this the name of a private person: %(names)s? Leave it out, or tick below.")
            self.add_error("title", words % {"names": ", ".join(names)})
        if given.get("access") == RESTRICTED and not given.get("basis"):
            self.add_error("basis", _("Write the basis of the restriction."))
        if given.get("access") == RESTRICTED and not given.get("until"):
            self.add_error("until", _("Say until which day the restriction lasts."))
        return given

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields as they stand beside one another; those that this paper does not have are left out."""
        return self._standing(
            ["person"], ["sender_name", "sender_code"], ["title"], ["name_stays"], ["kind"],
            ["dated_on", "sender_reference"], ["language", "sheets"], ["access"],
        )  # fmt: skip

    @property
    def mark_rows(self) -> list[list[forms.BoundField]]:
        """What is filled in only where the mark is not the usual one."""
        return self._standing(["basis", "until"])

    @property
    def shows_mark(self) -> bool:
        """Whether basis and day stand open: they say something, or something of them is wrong."""
        return bool(self["basis"].value() or self["until"].value() or self.errors)

    def _standing(self, *names: list[str]) -> list[list[forms.BoundField]]:
        rows = ([self[name] for name in row if name in self.fields] for row in names)
        return [row for row in rows if row]

    @property
    def _person(self) -> Person | None:
        return self.persons.get(self.cleaned_data.get("person") or 0)

    @property
    def told(self) -> Told:
        """What was written, for the action."""
        given = self.cleaned_data
        mark = papers.Mark()
        if given["access"] == USUAL:
            mark = papers.usual_mark(given["kind"], self.day)
        elif given["access"] == RESTRICTED:
            mark = papers.Mark(given["basis"], given["until"])
        return Told(
            title=given["title"], kind=given["kind"], mark=mark, person=self._person,
            sender_name=given.get("sender_name", ""), sender_code=given.get("sender_code", ""),
            sender_reference=given["sender_reference"], dated_on=given["dated_on"],
            language=given["language"], sheets=given["sheets"],
        )  # fmt: skip


def _initial(mail: IncomingMail) -> dict[str, Any]:
    names = (
        "person", "sender_name", "sender_code", "title", "kind", "dated_on", "sender_reference", "language",
        "sheets",
    )  # fmt: skip
    found = {name: getattr(mail, f"{name}_id" if name in {"person", "kind"} else name) for name in names}
    access = RESTRICTED if mail.restricted else PUBLIC
    found["access"] = access if mail.kind_id else USUAL
    return {**found, "basis": mail.restriction_basis, "until": mail.restricted_until}


class HandForm(forms.Form):
    """To whom the paper goes."""

    addressee = forms.ChoiceField(label=_("Hand over to"), choices=Addressee.choices)
    specialist = forms.TypedChoiceField(
        label=_("Specialist"), choices=specialists, coerce=int, required=False, empty_value=None
    )

    def clean_specialist(self) -> User | None:
        """The person."""
        return User.objects.filter(pk=self.cleaned_data["specialist"]).first()


class AcceptForm(forms.Form):
    """Under which reference it stands in the register, and since when."""

    reference = forms.CharField(
        label=_("Reference of the document register"), max_length=60, widget=forms.TextInput(_PLAIN)
    )
    registered_on = day_field(_("Date in the register"))


class CorrectForm(AcceptForm):
    """What the reference or its day should have been, and what was wrong."""

    reason = forms.CharField(label=_("What was wrong"), max_length=100)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.TextInput(_PLAIN))
