"""What is asked of a person who tries out a batch: a rule or a column, for each kind of clean-up."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.orders.cleanup import dead, doubles, fields
from desk.orders.cleanup.words import FIELDS
from desk.orders.enums import CleanUp
from desk.orders.models import CohortUpload, Order

_DAYS = [(30, _("a month")), (90, _("three months")), (365, _("a year"))]
_STRENGTHS = [(100, _("the same code")), (85, _("very alike")), (70, _("the same name"))]


class _BatchForm(forms.Form):
    """The columns are those of the order's table; without one, only rules are offered."""

    column = forms.TypedChoiceField(
        label=_("Column of the order's table"), coerce=int, required=False, empty_value=None
    )
    what: str
    by_column = ""  # the rule that needs a column

    def __init__(self, order: Order, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id=f"{self.what}_%s")
        upload = CohortUpload.objects.filter(order=order).first()
        self.columns: list[str] = [str(name) for name in upload.columns] if upload is not None else []
        column, rule = self.fields["column"], self.fields.get("rule")
        assert isinstance(column, forms.TypedChoiceField)
        column.choices = [("", "–"), *enumerate(self.columns)]
        if not self.columns:
            del self.fields["column"]
            if isinstance(rule, forms.ChoiceField):
                rule.choices = [each for each in _choices(rule) if each[0] != self.by_column]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        wanted = not self.by_column or cleaned.get("rule") == self.by_column
        if wanted and cleaned.get("column") is None and "column" in self.fields:
            self.add_error("column", _("Choose the column."))
        return cleaned

    def params(self) -> dict[str, Any]:
        """What the batch is told."""
        said = {key: value for key, value in self.cleaned_data.items() if value is not None}
        if "column" in said:
            said["heading"] = self.columns[said["column"]]
        return said


class DeadForm(_BatchForm):
    """Which contacts do not work."""

    what = CleanUp.DEAD_CONTACTS.value
    by_column = dead.COLUMN
    rule = forms.ChoiceField(
        label=_("Which contacts"), widget=forms.RadioSelect, initial=dead.BOUNCED,
        choices=[
            (dead.BOUNCED, _("letters came back from the address")),
            (dead.WRONG, _("a call or letter of this order met a wrong number or address")),
            (dead.COLUMN, _("a column of the table names them")),
        ],
    )  # fmt: skip
    days = forms.TypedChoiceField(label=_("Within"), choices=_DAYS, coerce=int, initial=90)
    field_order = ("rule", "days", "column")


class MergeForm(_BatchForm):
    """Which clients are one."""

    what = CleanUp.MERGE.value
    by_column = doubles.COLUMN
    rule = forms.ChoiceField(
        label=_("Which pairs"), widget=forms.RadioSelect, initial=doubles.ALIKE,
        choices=[
            (doubles.ALIKE, _("clients of the order and those who look like them")),
            (doubles.COLUMN, _("a column of the table names the other one, by code or number")),
        ],
    )  # fmt: skip
    strength = forms.TypedChoiceField(label=_("How alike"), choices=_STRENGTHS, coerce=int, initial=100)
    field_order = ("rule", "strength", "column")


class FieldsForm(_BatchForm):
    """Which column goes into which field."""

    what = CleanUp.FIELDS.value
    field = forms.ChoiceField(
        label=_("Field"), choices=[(code, FIELDS[code]) for code in (*fields.CONTACTS, *fields.FACTS)]
    )
    replace = forms.BooleanField(
        label=_("Instead of the number or address that stands there"), required=False, initial=True,
        help_text=_("Else it is added beside it. Other fields are always replaced."),
    )  # fmt: skip
    field_order = ("column", "field", "replace")


FORMS: tuple[type[_BatchForm], ...] = (FieldsForm, DeadForm, MergeForm)


class UndoForm(forms.Form):
    """Why a batch is undone."""

    reason = forms.CharField(
        label=_("Why is it undone?"), max_length=300, widget=forms.TextInput({"autocomplete": "off"})
    )


def _choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    return list(field.choices)  # type: ignore[arg-type]  # ours are plain pairs
