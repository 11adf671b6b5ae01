"""The administrator's rule of the second person: of kinds and verdicts that the rooms know, no others."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from desk.people import approvals
from desk.people.models import ApprovalPolicy

if TYPE_CHECKING:
    Base = forms.ModelForm[ApprovalPolicy]
else:
    Base = forms.ModelForm


class PolicyForm(Base):
    class Meta:
        model = ApprovalPolicy
        fields = ("kind", "verdict", "second")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = approvals.kinds()
        names = [(code, f"{approvals.named(code)} ({code})") for code in kinds]
        verdicts = {code: str(name) for kind in kinds.values() for code, name in kind.verdicts.items()}
        label = self.fields["kind"].label
        self.fields["kind"] = forms.ChoiceField(choices=names, label=label)
        self.fields["verdict"] = forms.ChoiceField(
            choices=[("", _("any")), *verdicts.items()], required=False, label=self.fields["verdict"].label
        )

    def clean(self) -> dict[str, Any]:
        """A verdict belongs to its kind."""
        cleaned = super().clean() or self.cleaned_data
        kind, verdict = approvals.kinds().get(cleaned.get("kind", "")), cleaned.get("verdict")
        if kind is not None and verdict and verdict not in kind.verdicts:
            self.add_error("verdict", _("This kind has no such verdict."))
        return cleaned
