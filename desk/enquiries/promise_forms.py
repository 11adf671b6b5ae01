"""Forms of promises: what shows that they are kept, another time, an attempt, the last letter."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.clients.models import ContactPoint
from desk.enquiries.enums import Channel, Evidence, Reached
from desk.enquiries.evidence import Candidate
from desk.enquiries.forms import PromiseForm, topic_choices

WAITS = "wait"  # a letter on its way: chosen, the promise waits for it


def choices(found: Iterable[Candidate]) -> list[tuple[str, str]]:
    """Records to choose from, each with what kind it is."""
    return [(f"{one.kind}:{one.pk}", f"{_kind(one.kind)}: {one.text}") for one in found]


def _kind(kind: str) -> str:
    if kind == WAITS:
        return str(Evidence.MESSAGE.label)
    return str(Evidence(kind).label) if kind in Evidence.values else kind


class EvidenceField(forms.ChoiceField):
    """A record by kind and id; its choices are set for one promise."""

    widget = forms.RadioSelect

    def clean(self, value: Any) -> tuple[str, int | None]:
        """Kind and id of the record."""
        kind, _colon, pk = str(super().clean(value)).partition(":")
        return kind, int(pk) if pk else None


class KeepForm(forms.Form):
    """What shows that the client was told; the choices are records of this client since the promise."""

    evidence = EvidenceField(label=_("What shows that the client was told"))
    said_by = forms.CharField(
        label=_("Who said that it is no longer needed"),
        required=False,
        max_length=120,
        help_text=_("Only when the client no longer needs it."),
    )

    def __init__(self, *args: Any, found: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*choices(found), (f"{Evidence.WITHDRAWN}:", Evidence.WITHDRAWN.label)]


class PostponeForm(PromiseForm):
    """Another time: what is promised now, why, and what shows that the client has heard of it."""

    reason = forms.CharField(label=_("Why it takes longer"), max_length=300)
    evidence = EvidenceField(label=_("What shows that the client knows of the new time"))

    def __init__(self, *args: Any, found: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices(found)


class AttemptForm(forms.Form):
    """One try to reach the client that was in vain."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    reached = forms.ChoiceField(
        label=_("What came of it"),
        choices=[(each.value, each.label) for each in Reached if each != Reached.REACHED],
    )
    step = forms.IntegerField(widget=forms.HiddenInput)


class ReopenForm(forms.Form):
    """Why a promise is not kept after all."""

    why = forms.CharField(label=_("Why it is not kept after all"), max_length=100)


class LastLetterForm(forms.Form):
    """The letter to a client who could not be reached: to an address of theirs, or by post."""

    to = forms.ModelChoiceField(
        label=_("E-mail"), queryset=ContactPoint.objects.none(), required=False, empty_label=_("by post")
    )
    address = forms.CharField(
        label=_("Postal address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only when there is no e-mail address."),
    )  # fmt: skip
    text = forms.CharField(label=_("Letter"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args: Any, addresses: Iterable[ContactPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = ContactPoint.objects.filter(pk__in=[each.pk for each in addresses]).order_by("pk")


class PromiseFilterForm(forms.Form):
    """What a list of promises is narrowed by; nothing of it is personal, so it may stand in an address."""

    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("any channel")), *Channel.choices]
    )
    topic = forms.TypedChoiceField(label=_("Topic"), required=False, choices=topic_choices, coerce=int)
    month = forms.RegexField(r"^20\d\d-(0[1-9]|1[0-2])$", required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(each, each) for each in ("kept", "late", "broken", "open")],
    )
