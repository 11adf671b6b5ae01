"""Forms of drafting and registering. A document's fields come from its kind; its persons have rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from stdnum.ee import ik

from contracts.drafting.filling import ENDS, PERSON_FIELDS, Signers
from contracts.drafting.known import Circle, Known
from contracts.enums import Effect, WhyByHand
from contracts.life import ends, noticing
from contracts.life.ending import Endable
from contracts.life.ends import RULE
from contracts.life.refusals import NUMBER
from contracts.models import Authorisation, Clause, EndRule, Kind, Portal
from contracts.printing.placeholders import ASKED_BY_NAME, SERVICES, Asked
from desk import clock
from desk.people.enums import Language

ARRANGES = {"hx-post": ""}  # choosing it draws the page anew, with everything typed
PERSON = tuple(PERSON_FIELDS)
RULE_WAS = f"{RULE}_was"
_WIDE = (forms.Textarea, forms.CheckboxSelectMultiple, forms.CheckboxInput)


def _personal_code(value: str) -> None:
    if not ik.is_valid(value):
        raise ValidationError(_("This is not an Estonian personal code."))


class SignersForm(forms.Form):
    """Who signs for the client: one of the sets that the register's answer allows."""

    signers = forms.ChoiceField(label=_("Who signs for the client"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, signers: Sequence[Signers], initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        choice = self.fields["signers"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(each.key, each.label) for each in signers]
        if not signers:
            del self.fields["signers"]


class WhyForm(forms.Form):
    """Why a document is made by hand that the client could conclude in the portal."""

    why_by_hand = forms.ChoiceField(
        label=_("Why by hand?"), choices=[("", "–"), *WhyByHand.choices],
        widget=forms.Select(attrs=ARRANGES),
    )  # fmt: skip
    why_text = forms.CharField(label=_("The other reason"), max_length=300)

    def __init__(self, data: Mapping[str, Any] | None, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        why = (data or initial).get("why_by_hand")
        if why != WhyByHand.OTHER:
            del self.fields["why_text"]


class PackageForm(SignersForm):
    """What all documents of a package share, beside the portal."""

    language = forms.ChoiceField(
        choices=Language.choices, label=_("Language of letters"),
        help_text=_("The documents themselves are in Estonian."),
    )  # fmt: skip


class PortalForm(forms.Form):
    """To which portal the documents belong."""

    portal = forms.ModelChoiceField(
        queryset=Portal.objects.none(), label=_("Portal"), empty_label=None,
        widget=forms.Select(attrs=ARRANGES),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        portal = self.fields["portal"]
        assert isinstance(portal, forms.ModelChoiceField)
        portal.queryset = Portal.objects.offered()

    @cached_property
    def offered(self) -> list[Portal]:
        """The portals, read once for the field and for the page."""
        found = list(Portal.objects.offered())
        portal = self.fields["portal"]
        assert isinstance(portal, forms.ModelChoiceField)
        portal.choices = [(each.pk, str(each)) for each in found]
        return found


def _field(asked: Asked) -> forms.Field:
    common: dict[str, Any] = {"label": capfirst(str(asked.label)), "required": asked.required}
    match asked.type:
        case "long":
            return forms.CharField(**common, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
        case "code":
            code = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            return forms.CharField(**common, max_length=11, validators=[_personal_code], widget=code)
        case "email":
            return forms.EmailField(**common, max_length=254)
        case "phone":
            return forms.CharField(**common, max_length=30)
        case "date":
            return forms.DateField(**common)
        case "flag":
            return forms.BooleanField(**common)
        case "services":
            return forms.MultipleChoiceField(**common, choices=SERVICES, widget=forms.CheckboxSelectMultiple)
    return forms.CharField(**common, max_length=200)


class _Typed(forms.Form):
    """A form that can be drawn with what was typed, without judging it yet."""

    def typed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What `data` holds for this form, as it was typed."""
        return {
            name: field.widget.value_from_datadict(data, {}, self.add_prefix(name))
            for name, field in self.fields.items()
        }

    def begin(self, values: Mapping[str, Any]) -> None:
        """Draw it with these values."""
        self.initial = dict(values)
        self._bound_fields_cache: dict[str, forms.BoundField] = {}  # each keeps what it began with

    def now(self, name: str) -> Any:
        """What stands in the field: judged, or as it will be drawn."""
        if self.is_bound:
            return getattr(self, "cleaned_data", {}).get(name)
        return self.get_initial_for_field(self.fields[name], name) if name in self.fields else None


class PersonForm(_Typed):
    """One of those whom a document names: chosen among the known, or typed."""

    known = forms.ChoiceField(label=_("Who"), required=False, widget=forms.Select(attrs=ARRANGES))
    known_was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None, prefix: str, asks: Sequence[str], circle: Circle,
        *, number: int = 1,
    ) -> None:  # fmt: skip
        super().__init__(data, prefix=prefix)
        self.number, self.circle = number, circle
        for name in asks:
            self.fields[name] = _field(ASKED_BY_NAME[name])
        choice = self.fields["known"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("somebody else")), *circle.choices()]
        if not circle.people:
            del self.fields["known"], self.fields["known_was"]

    def begin(self, values: Mapping[str, Any]) -> None:
        super().begin(values)
        self._lighten(self.initial.get("known"))

    def fill(self, one: Known) -> None:
        """Draw it with what is known of this person; what only the document knows stays."""
        self.begin({**self.initial, **one.values, "known": one.key, "known_was": one.key})

    @property
    def unfilled(self) -> Known | None:
        """Whom somebody has chosen whose data do not stand here yet."""
        data = self.data if self.is_bound else self.initial
        key, was = (self["known"].value(), self["known_was"].value()) if "known" in self.fields else ("", "")
        return self.circle.get(str(key)) if data and key and key != was else None

    @property
    def one(self) -> Known | None:
        return self.circle.get(str(self["known"].value() or "")) if "known" in self.fields else None

    def _lighten(self, key: Any) -> None:
        """A protected address need not be typed: the document says only that it is known."""
        one = self.circle.get(str(key or ""))
        if one is not None and one.protected and "person_email" in self.fields:
            self.fields["person_email"].required = False

    def full_clean(self) -> None:
        if self.is_bound:
            self._lighten(self.data.get(self.add_prefix("known")))
        super().full_clean()

    def row(self) -> dict[str, str]:
        """The person by the columns of `AuthorisedPerson`."""
        return {column: str(self.now(name) or "").strip() for name, column in PERSON_FIELDS.items()}


class DocumentForm(_Typed):
    """The fields that one kind of document asks for, its clauses, and those whom it names (`rows`)."""

    ended = forms.ChoiceField(
        label=_("Which document ends"), required=False, widget=forms.Select(attrs=ARRANGES)
    )
    ended_was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None, kind: Kind, key: str = "",
        *, endable: Sequence[Endable] = (), refusable: Sequence[Authorisation] = (), shared: bool = False,
    ) -> None:  # fmt: skip
        self.key = key or kind.code
        super().__init__(data, prefix=self.key)
        self.kind, self.rows = kind, list[PersonForm]()
        self.endable = {each.key: each for each in endable}
        named = set(PERSON) if kind.needs_person else set()
        for name in kind.asks:
            # Which document ends is each client's own.
            if name not in named and not (shared and name in ENDS):
                self.fields[name] = _field(ASKED_BY_NAME[name])
        self.clauses: list[Clause] = list(kind.clauses.all())
        for clause in self.clauses:
            label = clause.label
            self.fields[clause.placeholder] = forms.BooleanField(label=label, required=False)
        choice = self.fields["ended"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("another, typed")), *((k, each.label) for k, each in self.endable.items())]
        if not self.endable or shared:
            del self.fields["ended"], self.fields["ended_was"]
        self._offer_rules()
        if refusable:
            documents = [(each.number, f"{each.number} · {each.kind}") for each in refusable]
            self.fields[NUMBER] = forms.ChoiceField(
                label=_("Which document is refused"), required=False,
                choices=[("", _("no document")), *documents],
                help_text=_("When the refusal is accepted, this document is refused and waits no more."),
            )  # fmt: skip

    def begin(self, values: Mapping[str, Any]) -> None:
        super().begin(values)
        if RULE in self.fields and not self.initial.get(RULE) and self.rule is not None:
            super().begin({**self.initial, RULE: self.rule.code, RULE_WAS: self.rule.code})

    def _offer_rules(self) -> None:
        """How the last day is computed, where the kind has rules for it."""
        offered = ends.offered(self.kind) if self.kind.effect == Effect.CLOSES else []
        if offered:
            self.fields[RULE] = forms.ChoiceField(
                label=_("How it ends"), required=False, widget=forms.Select(attrs=ARRANGES),
                choices=[(each.code, str(each)) for each in offered],
            )  # fmt: skip
            self.fields[RULE_WAS] = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def rule(self) -> EndRule | None:
        """The rule that stands in it, chosen or first."""
        return noticing.chosen(self.kind, self[RULE].value() if RULE in self.fields else "")

    @property
    def end_told(self) -> str:
        """The last day as it would be computed today, with its basis."""
        return noticing.preview(self.rule, self["ends_on"].value()) if RULE in self.fields else ""

    @property
    def rule_moved(self) -> bool:
        """Whether somebody has chosen another rule, whose day does not stand here yet."""
        return RULE in self.fields and self[RULE].value() != self[RULE_WAS].value()

    def follow_rule(self) -> None:
        """Draw it with the day of the rule that was chosen."""
        day = noticing.expected(self.rule).ends_on
        self.begin({**self.initial, RULE_WAS: self[RULE].value(), "ends_on": day})

    @property
    def asks_of_persons(self) -> list[str]:
        return [name for name in self.kind.asks if name in PERSON] if self.kind.needs_person else []

    def first(self) -> dict[str, Any]:
        """What its fields begin with."""
        today = timezone.localdate(clock.now())
        values: dict[str, Any] = {"valid_from": today, "may_sign": True}
        if self.kind.effect == Effect.CLOSES:
            rule = noticing.chosen(self.kind, "")
            values["ends_on"] = noticing.expected(rule).ends_on
            values |= {RULE: rule.code, RULE_WAS: rule.code} if rule else {}
        return values | {clause.placeholder: clause.chosen for clause in self.clauses}

    def end(self, one: Endable) -> None:
        """Draw it as the notice that ends this document, for this person."""
        told = {"ended": one.key, "ended_was": one.key}
        said = {"ended_number": one.document.number, "ended_on": one.made_on}
        self.begin({**self.initial, **told, **said})
        if one.person is not None and self.rows:
            values = {name: getattr(one.person, column) for name, column in PERSON_FIELDS.items()}
            self.rows[0].begin(values)

    @property
    def unfilled(self) -> Endable | None:
        """The document that somebody has chosen to end whose data do not stand here yet."""
        if "ended" not in self.fields or self["ended"].value() == self["ended_was"].value():
            return None
        return self.endable.get(str(self["ended"].value() or ""))

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Short fields, several in a row."""
        return [field for field in self._drawn() if not isinstance(field.field.widget, _WIDE)]

    @property
    def wide_fields(self) -> list[forms.BoundField]:
        return [field for field in self._drawn() if isinstance(field.field.widget, _WIDE)]

    @property
    def clause_fields(self) -> list[forms.BoundField]:
        return [self[clause.placeholder] for clause in self.clauses]

    def _drawn(self) -> list[forms.BoundField]:
        apart = {"ended", RULE, NUMBER, *(clause.placeholder for clause in self.clauses)}
        return [field for field in self.visible_fields() if field.name not in apart]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("valid_from"), values.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day is before the first."))
        self._judge_end(values)
        return values

    def _judge_end(self, values: Mapping[str, Any]) -> None:
        """By its rule it ends on a day; the notice may name a later one, never an earlier one."""
        wished = values.get("ends_on")
        if RULE not in self.fields or not wished:
            return
        rule = noticing.chosen(self.kind, values.get(RULE))
        earliest = noticing.expected(rule).ends_on
        if wished < earliest:
            words = {"day": earliest.strftime("%d.%m.%Y")}
            self.add_error("ends_on", _("By this rule it ends on %(day)s at the earliest.") % words)
        if rule and rule.code == "breach" and "breach" in self.fields and not values.get("breach"):
            self.add_error("breach", _("Write which obligation was broken."))

    def sound(self) -> bool:
        """Whether everything in it may be drafted, its persons included; says at the field what may not."""
        good = all([self.is_valid(), *(row.is_valid() for row in self.rows)])
        seen: set[str] = set()
        for row in self.rows:
            code = row.now("person_code")
            if code and code in seen:
                row.add_error("person_code", _("This person stands here already."))
                good = False
            seen.add(code or "")
        return good

    def values(self) -> dict[str, Any]:
        """What stands in it, with its first person's data, by the names of placeholders."""
        own = {name: self.now(name) for name in self.fields}
        return own | ({name: self.rows[0].now(name) for name in PERSON} if self.rows else {})


class ReferenceForm(forms.Form):
    """The reference that the portal or the document register gave."""

    reference = forms.CharField(label=_("Reference"), max_length=60)
