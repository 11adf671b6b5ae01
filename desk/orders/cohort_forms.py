"""The small forms of a cohort: which selector, what it is asked, and the table."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.orders import cohort_table, selecting
from desk.orders.enums import How
from desk.orders.models import Period
from desk.orders.selecting import Ask, Param, Selector
from desk.tables.bounds import megabytes

# Headings in the list of selectors, by the room before the dot.
ROOMS: dict[str, Promise] = {
    "orders": gettext_lazy("Clients, contacts and enquiries"),
    "contracts": gettext_lazy("Documents"),
    "registry": gettext_lazy("The Business Register"),
    "tickets": gettext_lazy("Tickets"),
}


def _grouped() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    rooms: dict[str, list[tuple[str, str]]] = {}
    for code, selector in selecting.registered().items():
        rooms.setdefault(code.partition(".")[0], []).append((code, str(selector.label)))
    for room, choices in rooms.items():
        yield str(ROOMS.get(room, room)), choices


class ChooseForm(forms.Form):
    """Which selector the next step is."""

    selector = forms.ChoiceField(
        label=gettext_lazy("Which clients"),
        widget=forms.Select({"data-key": "a", "data-enter": "submit"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["selector"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(_grouped())


def _field(param: Param, initial: object) -> forms.Field:
    words: dict[str, Any] = {
        "label": param.label, "required": param.needed, "initial": initial, "help_text": param.help,
    }  # fmt: skip
    if param.ask is Ask.NUMBER:
        widget = forms.NumberInput({"inputmode": "numeric"})
        return forms.IntegerField(min_value=param.least, max_value=param.most, widget=widget, **words)
    if param.ask is Ask.DATE:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **words)
    if param.ask is Ask.CHOICE:
        return forms.ChoiceField(choices=list(param.choices()), **words)
    if param.ask is Ask.CHOICES:
        return forms.MultipleChoiceField(
            choices=list(param.choices()), widget=forms.CheckboxSelectMultiple, **words
        )
    return forms.CharField(max_length=param.most, **words)


class StepForm(forms.Form):
    """What a step does, and what its selector is asked."""

    how = forms.ChoiceField(
        label=gettext_lazy("What the step does"), choices=How, initial=How.ADD, widget=forms.RadioSelect
    )

    def __init__(
        self, selector: Selector, data: Mapping[str, Any] | None = None, *, period: Period | None = None,
        stored: Mapping[str, object] | None = None, how: str = How.ADD,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"how": how})
        self.selector = selector
        for param in selector.params:
            initial = param.begins_with(period) if stored is None else param.read(stored.get(param.name))
            self.fields[f"ask_{param.name}"] = _field(param, initial)

    def clean(self) -> dict[str, Any]:
        """Days run forward."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("ask_first"), said.get("ask_last")
        if first and last and last < first:
            self.add_error("ask_last", _("The last day comes before the first."))
        return said

    @property
    def params(self) -> dict[str, object]:
        """The answers as they are kept."""
        found: dict[str, object] = {}
        for param in self.selector.params:
            value = self.cleaned_data[f"ask_{param.name}"]
            found[param.name] = value.isoformat() if hasattr(value, "isoformat") else value
        return found


class TableForm(forms.Form):
    """A table of registry codes."""

    table = forms.FileField(
        label=gettext_lazy("Table of registry codes"),
        help_text=gettext_lazy(
            "CSV or XLSX with a column “Registrikood”, 100,000 rows at most; the other columns travel with"
            " the rows."
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx", "data-key": "f"}),
    )

    def clean_table(self) -> "UploadedFile[Any]":
        """Not read when it is too large to be one."""
        file: UploadedFile[Any] = self.cleaned_data["table"]
        if file.size is None or file.size > cohort_table.LIMITS.size:
            most = {"most": megabytes(cohort_table.LIMITS.size)}
            raise forms.ValidationError(_("The file is too large: %(most)s MB at most.") % most)
        return file
