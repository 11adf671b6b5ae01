"""Forms of the registrar's list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.enums import Registered
from contracts.models import Kind

LONGEST = 60  # characters of a reference
_DAY = "%d.%m.%Y"


def _kinds() -> list[tuple[str, object]]:
    kinds = Kind.objects.filter(registered=True).order_by("position", "pk")
    return [("", _("every kind")), *((kind.code, str(kind)) for kind in kinds)]


def _day() -> forms.DateField:
    widget = forms.DateInput({"autocomplete": "off", "placeholder": "05.03.2026"}, format=_DAY)
    return forms.DateField(
        label=_("Date in the register"), required=False, widget=widget, input_formats=[_DAY, "%Y-%m-%d"]
    )


class ListForm(forms.Form):
    """What the list is narrowed by; nothing of it is personal, so it may stand in an address."""

    show = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[
            ("", _("waiting")), ("late", _("late")), ("done", _("registered")),
            ("dropped", _("taken off the list")),
        ],
    )  # fmt: skip
    what = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("everything")), *Registered.choices]
    )
    kind = forms.ChoiceField(label=_("Kind of document"), required=False, choices=_kinds)
    days = forms.IntegerField(label=_("Last days"), required=False, min_value=1, max_value=3650)


class EntryForm(forms.Form):
    """Under which reference it stands in the document register, and since when."""

    reference = forms.CharField(label=_("Reference of the document register"), max_length=LONGEST)
    registered_on = _day()


class CorrectionForm(EntryForm):
    """What the reference or its day should have been, and what was wrong."""

    reason = forms.CharField(label=_("What was wrong"), max_length=100)


class DropForm(forms.Form):
    """Why a letter does not go to the document register."""

    reason = forms.CharField(label=_("Why it does not go to the document register"), max_length=300)


class TableForm(forms.Form):
    """A table of references."""

    table = forms.FileField(
        label=_("Table of references"),
        help_text=_("CSV or XLSX with the columns identifikaator or number, viit and registreeritud."),
    )
