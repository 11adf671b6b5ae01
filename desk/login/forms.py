"""What people fill in to come in, to come back, and to let others in; checks of form only."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.login.enums import EventKind
from desk.people.models import User

LONGEST_PASSWORD = 256


def _name() -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(label=_("Name of the account"), max_length=150, widget=widget)


def _password(label: Any, kind: str = "current-password", **attrs: str) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": kind, **attrs})
    return forms.CharField(label=label, max_length=LONGEST_PASSWORD, strip=False, widget=widget)


def _code(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.TextInput(
        {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    )
    return forms.CharField(label=label, max_length=40, widget=widget, help_text=help_text)


class DemoForm(forms.Form):
    """Name and password alone: a demo or test database."""

    username = _name()
    password = _password(_("Password"))

    def __init__(self, data: Any = None, *, first: bool) -> None:
        super().__init__(data)
        if first:  # nothing is offered before it
            self.fields["username"].widget.attrs["autofocus"] = True


CODE_HELP = _("Six digits of the authenticator, or one of your recovery codes.")


class EnterForm(forms.Form):
    """Name, password and code at once, so that nobody learns which of them was right."""

    username = _name()
    password = _password(_("Password"))
    code = _code(_("Code"), CODE_HELP)


class ComeBackForm(forms.Form):
    """The person of a locked session."""

    password = _password(_("Password"))
    code = _code(_("Code"), CODE_HELP)

    def __init__(self, data: Any = None, *, needs_code: bool) -> None:
        # It may lie over a page whose fields have the same names.
        super().__init__(data, auto_id="back_%s")
        if not needs_code:
            del self.fields["code"]


class StartForm(forms.Form):
    """The one-time code that an administrator handed over."""

    username = _name()
    start = _code(_("One-time code"), _("Twenty letters that an administrator gave you."))


class EnrolForm(forms.Form):
    """A password of one's own, and the proof that the authenticator works."""

    state = forms.CharField(widget=forms.HiddenInput)
    password = _password(_("New password"), "new-password", minlength="12")
    code = _code(_("Code of the authenticator"), _("Six digits, as it shows them now."))


class PasswordAgainForm(forms.Form):
    """Before what lets somebody in is renewed."""

    password = _password(_("Present password"))


class ChangePasswordForm(forms.Form):
    """Another password."""

    old = _password(_("Present password"))
    new = _password(_("New password"), "new-password", minlength="12")


class SwitchOnForm(forms.Form):
    """Until when a person may log in by password, and why."""

    until = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"})
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Such as: the login service is out of order.")
    )

    @staticmethod
    def usual() -> dict[str, date]:
        """A fortnight."""
        return {"until": workdays.today() + timedelta(days=14)}


class EventsForm(forms.Form):
    """Whose events of login, and of which kind."""

    user = forms.ModelChoiceField(
        label=_("Person"), required=False, queryset=User.objects.order_by("last_name", "first_name"),
        empty_label=_("everyone"),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What happened"), required=False, choices=[("", _("everything")), *EventKind.choices]
    )
