"""Forms of the administrator: kinds of documents, their texts, portals, and who signs for the agency."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from stdnum.ee import ik

from contracts.enums import AgencySigns, Effect, PortalMode, SignedBy, TextState
from contracts.models import Clause, EndRule, Kind, Portal, SigningMandate, Template
from contracts.printing import versions
from contracts.printing.palette import problems_for
from contracts.printing.placeholders import ASKED, ASKED_BY_NAME, PERSONAL
from contracts.printing.templating import names

FARTHEST = 365  # days before an end at which somebody may be reminded of it
LONGEST = 366  # days after a notice
PLACE = "{registry_code}"


class KindForm(forms.ModelForm[Kind]):
    """A kind asks only for placeholders that exist, chosen from the palette."""

    asks = forms.MultipleChoiceField(
        label=_("Asked when drafting"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(each.name, each.label) for each in ASKED],
        help_text=_("What the drafter fills in; everything else fills itself."),
    )  # fmt: skip

    remind_days = forms.CharField(
        label=_("Reminded before it expires"), required=False,
        help_text=_("Days before the end of its period, the longest first: 60, 30, 7. Empty: no reminders."),
    )  # fmt: skip

    class Meta:
        model = Kind
        fields = (
            "code", "name_et", "name_en", "name_ru", "prefix", "signed_by", "agency_signs", "effect", "asks",
            "several", "also_by", "published", "registered", "attachable", "restriction_basis",
            "restriction_years", "position", "active", "end_reason", "ends_with_grantor", "remind_days",
        )  # fmt: skip
        widgets = {"also_by": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True  # texts, numbers and the portal's interface know it
        self.initial["remind_days"] = ", ".join(map(str, self.instance.remind_days or []))
        asks = self.fields["asks"]
        assert isinstance(asks, forms.MultipleChoiceField)
        asks.choices = [(each.name, f"{capfirst(str(each.label))} – {{{{ {each.name} }}}}") for each in ASKED]
        also_by = self.fields.get("also_by")
        if isinstance(also_by, forms.ModelMultipleChoiceField):
            others = Kind.objects.exclude(pk=self.instance.pk)
            asking = [kind.pk for kind in others if kind.needs_person]
            also_by.queryset = Kind.objects.filter(pk__in=asking)

    def clean_asks(self) -> list[str]:
        """Those asked before keep their order; new ones come after, in the order of the palette."""
        chosen = set(self.cleaned_data["asks"])
        before = [name for name in self.instance.asks if name in chosen]
        return before + [name for name in ASKED_BY_NAME if name in chosen and name not in before]

    def clean_remind_days(self) -> list[int]:
        """Whole days, each once, the longest first."""
        parts = [each for each in re.split(r"[\s,;]+", self.cleaned_data["remind_days"].strip("[] ")) if each]
        if not all(re.fullmatch(r"[0-9]{1,3}", each) and 0 < int(each) <= FARTHEST for each in parts):
            raise ValidationError(_("Write days from 1 to %(most)s, parted by commas.") % {"most": FARTHEST})
        return sorted({int(each) for each in parts}, reverse=True)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._judge_end(values)
        asks = values.get("asks") or []
        if values.get("several") and "person_code" not in asks:
            self.add_error("several", _("Only a kind that asks for a person may name several."))
        if values.get("signed_by") == SignedBy.PERSON and "person_code" not in asks:
            self.add_error("signed_by", _("The person who signs must be asked for: name and personal code."))
        by_agency = values.get("signed_by") == SignedBy.AGENCY
        if by_agency and values.get("agency_signs") == AgencySigns.NEVER:
            self.add_error("agency_signs", _("A document that only the agency signs is signed by it."))
        if bool(values.get("restriction_basis")) != (values.get("restriction_years") is not None):
            text = _("A restriction has both its basis and its years, or neither.")
            self.add_error("restriction_years", text)
        if values.get("attachable") and (personal := self._personal()):
            text = _("A text of this kind holds a personal code (%(names)s): it may not be attached.")
            self.add_error("attachable", ValidationError(text, params={"names": ", ".join(personal)}))
        return values

    def _judge_end(self, values: dict[str, Any]) -> None:
        """What a notice does is asked of those that close a portal; what ends of those that open it."""
        closes, opens = values.get("effect") == Effect.CLOSES, values.get("effect") == Effect.OPENS
        if closes and not values.get("end_reason"):
            self.add_error("end_reason", _("Choose what such a notice does to the document that it names."))
        if not closes and values.get("end_reason"):
            self.add_error("end_reason", _("Only a kind that closes a portal ends other documents."))
        if values.get("ends_with_grantor") and not opens:
            self.add_error("ends_with_grantor", _("Only a kind that opens a portal ends with another power."))

    def _personal(self) -> list[str]:
        """What of the texts that are or may come in force holds a personal code."""
        live = versions.live(self.instance) if self.instance.pk else []
        return sorted({name for version in live for name in names(version.body)} & PERSONAL)


class ClauseForm(forms.ModelForm[Clause]):
    """The name stands in the texts, so it is chosen once."""

    class Meta:
        model = Clause
        fields = ("name", "label_et", "label_en", "position", "chosen", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["name"].disabled = True


class EndRuleForm(forms.ModelForm[EndRule]):
    """The drafter's choice travels with the notice by the rule's code, so the code is chosen once."""

    class Meta:
        model = EndRule
        fields = (
            "code", "name_et", "name_en", "name_ru", "basis_et", "basis_en", "basis_ru", "days",
            "counts_from", "chosen", "position", "active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        if days > LONGEST:
            raise ValidationError(_("At most %(most)s days.") % {"most": LONGEST})
        return days


class EndRules(forms.BaseInlineFormSet[EndRule, Kind, EndRuleForm]):
    """At most one rule is chosen at first, and only a kind that closes a portal has any."""

    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        kept = [row for row in rows if row.get("code") and not row.get("DELETE")]
        if sum(bool(row.get("chosen") and row.get("active")) for row in kept) > 1:
            raise ValidationError(_("Only one rule can be chosen at first."))
        if kept and self.instance.effect != Effect.CLOSES:
            raise ValidationError(_("Only a kind that closes a portal has rules of the last day."))


class PortalForm(forms.ModelForm[Portal]):
    """Our own check of signatures alone needs the policy that says so."""

    address = forms.URLField(label=_("Address for clients"), assume_scheme="https")

    class Meta:
        model = Portal
        fields = (
            "code", "name", "address", "mode", "place", "closing_place", "deep_link", "lists_users",
            "own_kinds", "local_alone", "local_alone_basis", "active",
        )  # fmt: skip
        widgets = {"own_kinds": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        alone, basis = bool(values.get("local_alone")), bool(values.get("local_alone_basis"))
        if alone and not basis:
            self.add_error("local_alone_basis", _("Name the agency's decision that our own check is enough."))
        if basis and not alone:
            text = _("A basis is given, but the box is not ticked: tick it, or empty the basis.")
            self.add_error("local_alone", text)
        if values.get("lists_users") and values.get("mode") != PortalMode.HTTP:
            text = _("Only a portal that is reached through its interface lists its users by itself.")
            self.add_error("lists_users", text)
        return values

    def clean_deep_link(self) -> str:
        """An address of the portal; nothing but the client's registry code is ever filled in."""
        link: str = self.cleaned_data["deep_link"].strip()
        if not link:
            return ""
        bare = link.replace(PLACE, "10000001")
        parts = urlsplit(bare)
        if parts.scheme != "https" or not parts.hostname or parts.username or re.search(r"[\s{}<>\"]", bare):
            raise ValidationError(
                _("Write an address that begins with https:// and holds no other braces than %(place)s.")
                % {"place": PLACE}
            )
        if PLACE in urlsplit(link).netloc:
            raise ValidationError(_("%(place)s stands after the name of the host.") % {"place": PLACE})
        return link


class TemplateForm(forms.ModelForm[Template]):
    """The text beside its place; filled with the newest version. Its place is chosen once."""

    title = forms.CharField(label=_("Title"), max_length=200)
    header = forms.CharField(
        label=_("Header"), max_length=200, required=False, help_text=_("Empty: the name of the agency.")
    )
    body = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 44, "cols": 90, "spellcheck": "true"})
    )
    valid_from = forms.DateField(
        label=_("Valid from"), help_text=_("Counts once a second person has approved the text.")
    )

    class Meta:
        model = Template
        fields = ("kind", "portal", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "portal"):  # links beside them would lead away from the text
            widget = self.fields[name].widget
            if isinstance(widget, RelatedFieldWidgetWrapper):
                widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        if not self.instance.pk:
            return
        for name in ("kind", "portal", "language"):
            self.fields[name].disabled = True
        lines = versions.listed(self.instance)
        newest = next((line.version for line in lines if line.state != TextState.WITHDRAWN), None)
        for name in ("title", "header", "body", "valid_from"):
            if newest is not None:
                self.initial.setdefault(name, getattr(newest, name))

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].replace("\r\n", "\n")
        kind = self.cleaned_data.get("kind")
        found = problems_for(kind, body) if kind else []
        if found:
            raise ValidationError(found)
        return body


class MandateForm(forms.ModelForm[SigningMandate]):
    """A mandate counts only with a personal code that a certificate can hold."""

    class Meta:
        model = SigningMandate
        fields = ("user", "personal_code", "kinds", "basis", "valid_from", "valid_until")

    def clean_personal_code(self) -> str:
        code: str = self.cleaned_data["personal_code"].strip()
        if not ik.is_valid(code):
            raise ValidationError(_("This is not an Estonian personal code."))
        return code
