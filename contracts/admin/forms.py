"""Forms of the administrator: kinds of documents, their texts, and who signs for the agency."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.ee import ik

from contracts.models import Kind, SigningMandate, Template
from contracts.placeholders import ALL, ASKED_BY_NAME
from contracts.templating import problems


class KindForm(forms.ModelForm[Kind]):
    """A kind asks only for placeholders that exist."""

    class Meta:
        model = Kind
        fields = (
            "code", "name_et", "name_en", "name_ru", "prefix", "signed_by", "agency_signs", "effect", "asks",
            "restriction_basis", "restriction_years", "position", "active",
        )  # fmt: skip

    def clean_asks(self) -> list[str]:
        names = self.cleaned_data["asks"] or []
        unknown = [str(name) for name in names if name not in ASKED_BY_NAME]
        if unknown:
            raise ValidationError(
                _("There is no placeholder “%(name)s” that can be asked."),
                params={"name": ", ".join(unknown)},
            )
        return list(names)


class TemplateForm(forms.ModelForm[Template]):
    """The text beside its place; filled with the newest version."""

    title = forms.CharField(label=_("title"), max_length=200)
    body = forms.CharField(
        label=_("text"), widget=forms.Textarea(attrs={"rows": 30, "cols": 100, "spellcheck": "true"})
    )
    valid_from = forms.DateField(label=_("valid from"))

    class Meta:
        model = Template
        fields = ("kind", "portal", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self.instance.versions.first() if self.instance.pk else None
        for name in ("title", "body", "valid_from"):
            if newest is not None:
                self.initial.setdefault(name, getattr(newest, name))

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        found = problems(body, ALL)
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
