"""What people fill in about rows; checks of form only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.clients.models import ContactPoint
from desk.orders.actions.items import Found
from desk.orders.enums import Channel, ItemResult, OrderKind
from desk.orders.models import WorkItem
from desk.people.todo_forms import DueForm
from desk.records import filecheck

PICTURES = ("image/png", "image/jpeg")
MOST = 5 * 1024 * 1024  # bytes of a screenshot
_OF_FOLLOW_UP = (ItemResult.IN_ORDER, ItemResult.ERROR_FOUND, ItemResult.CORRECTED, ItemResult.UNREACHABLE)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def results_of(item: WorkItem) -> list[tuple[str, Any]]:
    """What may come of this row: a small task is done or not, a client's data are one of four things."""
    if item.order.kind != OrderKind.FOLLOW_UP:
        return [(ItemResult.DONE.value, ItemResult.DONE.label)]
    return [(each.value, each.label) for each in _OF_FOLLOW_UP]


class FindingForm(forms.Form):
    """What was found, and of a correction in the portal what, where and how it can be seen."""

    result = forms.ChoiceField(label=gettext_lazy("Result"), widget=forms.RadioSelect)
    check_name = forms.ChoiceField(label=gettext_lazy("What was checked"), required=False)
    place = forms.CharField(label=gettext_lazy("Place in the portal"), max_length=200, required=False)
    before = forms.CharField(label=gettext_lazy("Before"), max_length=4000, required=False, widget=_area(2))
    after = forms.CharField(label=gettext_lazy("After"), max_length=4000, required=False, widget=_area(2))
    link = forms.URLField(label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https")
    screenshot = forms.FileField(
        label=gettext_lazy("Screenshot"), required=False,
        help_text=gettext_lazy("PNG or JPEG; of a correction either this or the link is needed."),
        widget=forms.FileInput({"accept": ",".join(PICTURES)}),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Note"), max_length=4000, required=False, widget=_area(2))

    def __init__(self, data: Any = None, files: Any = None, *, item: WorkItem) -> None:
        super().__init__(data, files, auto_id="found_%s")
        choices = results_of(item)
        result, check = self.fields["result"], self.fields["check_name"]
        assert isinstance(result, forms.ChoiceField) and isinstance(check, forms.ChoiceField)
        result.choices = choices
        if len(choices) == 1:
            result.initial = choices[0][0]
        check.choices = [("", "–"), *((each, each) for each in item.order.checks)]

    def clean_screenshot(self) -> tuple[bytes, str] | None:
        """The picture's bytes and type; anything else is refused in words."""
        file = self.cleaned_data.get("screenshot")
        if not file:
            return None
        if file.size > MOST:
            raise ValidationError(str(filecheck.WORDS["too_big"]))
        data = file.read()
        verdict = filecheck.check(data, file.name, most=MOST)
        if verdict.outcome != filecheck.Outcome.TAKEN:
            raise ValidationError(verdict.words)
        if verdict.content_type not in PICTURES:
            raise ValidationError(_("A screenshot is a PNG or JPEG picture."))
        return data, verdict.content_type

    def clean(self) -> dict[str, Any]:
        """A correction says where, what stands there now, and shows it."""
        said = super().clean() or {}
        if said.get("result") == ItemResult.CORRECTED:
            for name in ("place", "after"):
                if not said.get(name):
                    self.add_error(name, _("Of a correction this is needed."))
            if not said.get("link") and not said.get("screenshot") and "screenshot" not in self.errors:
                self.add_error("link", _("Give the link, or a screenshot."))
        return said

    @property
    def found(self) -> Found:
        """What was filled in, for the action."""
        said = self.cleaned_data
        return Found(
            ItemResult(said["result"]), said["check_name"], said["place"], said["before"], said["after"],
            said["link"], said["screenshot"], said["note"],
        )  # fmt: skip


class AttemptForm(DueForm):
    """How the client was sought; where nobody was reached, the row may rest for a while."""

    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=Channel)
    contact = forms.ModelChoiceField(
        ContactPoint.objects.none(), label=gettext_lazy("Contact"), required=False
    )
    reached = forms.BooleanField(label=gettext_lazy("Reached"), required=False)
    wrong = forms.BooleanField(label=gettext_lazy("Wrong number or address"), required=False)
    text = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    field_order = ["channel", "contact", "reached", "wrong", "text", "day", "hour"]

    def __init__(self, data: Any = None, *, item: WorkItem) -> None:
        super().__init__(data, auto_id="sought_%s")
        contact = self.fields["contact"]
        assert isinstance(contact, forms.ModelChoiceField)
        contact.queryset = ContactPoint.objects.of_client(item.client_id or 0).select_related(
            "person", "client"
        )
        self.fields["day"].label = gettext_lazy("Rests until")
        self.fields["day"].required = self.fields["hour"].required = False


class LetterForm(forms.Form):
    """A letter to the client from the row, in the client's language."""

    contact = forms.ModelChoiceField(ContactPoint.objects.none(), label=gettext_lazy("To"))
    subject = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(label=gettext_lazy("Text"), max_length=20_000, widget=_area(10))

    def __init__(self, data: Any = None, *, item: WorkItem, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="letter_%s")
        contact = self.fields["contact"]
        assert isinstance(contact, forms.ModelChoiceField)
        of_client = ContactPoint.objects.of_client(item.client_id or 0)
        contact.queryset = of_client.emails().usable().select_related("person", "client")


class AgainForm(forms.Form):
    """Why a result does not hold."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=1000, widget=_area(2))
