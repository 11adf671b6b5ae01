"""What is filled in about trainings, meetings and undertakings; checks of form only."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.guides.models import GuideVersion
from desk.guides.models.guide import in_language
from desk.people.models import User
from desk.records import filecheck
from stats.actions.learning import Wanted
from stats.enums.learning import SessionKind, UndertakingKind
from stats.models import LearningSession, Requirement, Undertaking

if TYPE_CHECKING:
    Guides = forms.ModelMultipleChoiceField[GuideVersion]
else:
    Guides = forms.ModelMultipleChoiceField

MOST = 20 * 1024 * 1024  # bytes of one file
DAYS = ["%d.%m.%Y", "%Y-%m-%d"]


def _day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off", "size": 10})
    return forms.DateField(label=label, widget=widget, input_formats=DAYS, **options)


def _hour(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off", "size": 5})
    return forms.TimeField(label=label, widget=widget, input_formats=["%H:%M", "%H.%M"])


class GuidesField(Guides):
    """Guides by their titles in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:
        """The title."""
        return in_language(obj, "title")


class SessionForm(forms.Form):
    """A training or a meeting: what, when, where, what it teaches."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SessionKind, widget=forms.RadioSelect)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    day = _day(gettext_lazy("Day"), help_text=gettext_lazy("For example 05.03.2027"))
    begins, ends = _hour(gettext_lazy("Begins")), _hour(gettext_lazy("Ends"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    link = forms.URLField(
        label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https",
        help_text=gettext_lazy("Of a video meeting; a place or a link is needed."),
    )  # fmt: skip
    about = forms.CharField(
        label=gettext_lazy("What it is about"), max_length=4000, required=False,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    organiser = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Organiser"))
    teaches = forms.ModelChoiceField(
        Requirement.objects.none(), label=gettext_lazy("Required training"), required=False,
        help_text=gettext_lazy("Who is there has it; empty where it counts for nothing required."),
    )  # fmt: skip
    guides = GuidesField(
        GuideVersion.objects.none(), label=gettext_lazy("Guides"), required=False,
        widget=forms.SelectMultiple({"size": 5}), help_text=gettext_lazy("Ctrl adds another one."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        organiser, teaches, guides = (self.fields[name] for name in ("organiser", "teaches", "guides"))
        assert isinstance(organiser, forms.ModelChoiceField) and isinstance(teaches, forms.ModelChoiceField)
        assert isinstance(guides, forms.ModelMultipleChoiceField)
        organiser.queryset, teaches.queryset = people, Requirement.objects.active()
        guides.queryset = GuideVersion.objects.in_force().order_by("title_et", "pk")

    def clean(self) -> dict[str, Any]:
        """The end is after the beginning, and it takes place somewhere."""
        said = super().clean() or {}
        if said.get("begins") and said.get("ends") and said["ends"] <= said["begins"]:
            self.add_error("ends", _("The end is before the beginning."))
        if not said.get("place") and not said.get("link") and "link" not in self.errors:
            self.add_error("place", _("Say where it is: a place, or a link."))
        return said

    def wanted(self) -> Wanted:
        """What was filled in, for the action."""
        said = self.cleaned_data

        def at(hour: str) -> datetime:
            return timezone.make_aware(datetime.combine(said["day"], said[hour]))

        return Wanted(
            SessionKind(said["kind"]), said["title"], said["about"], at("begins"), at("ends"), said["place"],
            said["link"], said["organiser"], said["teaches"],
            tuple(version.guide for version in said["guides"]),
        )  # fmt: skip


def initial_of(session: LearningSession) -> dict[str, Any]:
    """A session as its form shows it."""
    begins, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    versions = GuideVersion.objects.in_force().filter(guide__in=session.guides.all())
    return {
        "kind": session.kind, "title": session.title, "day": begins.date(), "begins": begins.time(),
        "ends": ends.time(), "place": session.place, "link": session.link, "about": session.about,
        "organiser": session.organiser_id, "teaches": session.teaches_id,
        "guides": [version.pk for version in versions],
    }  # fmt: skip


class InviteForm(forms.Form):
    """Whom to invite."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=gettext_lazy("Whom to invite"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = people


class ReasonForm(forms.Form):
    """Why it will not take place."""

    reason = forms.CharField(label=gettext_lazy("Why it is called off"), max_length=300)


class MaterialForm(forms.Form):
    """A file for those who take part."""

    file = forms.FileField(label=gettext_lazy("File"))

    def clean_file(self) -> tuple[str, bytes, str]:
        """Its name, bytes and type; what is dangerous or too big is refused in words."""
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise ValidationError(str(filecheck.WORDS["too_big"]))
        data = file.read()
        verdict = filecheck.check(data, file.name, most=MOST)
        if verdict.outcome != filecheck.Outcome.TAKEN:
            raise ValidationError(verdict.words)
        return filecheck.safe_name(file.name), data, verdict.content_type


class PassedForm(forms.Form):
    """That a person was taught something elsewhere."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Person"))
    requirement = forms.ModelChoiceField(Requirement.objects.none(), label=gettext_lazy("Required training"))
    on_day = _day(gettext_lazy("Day"))
    paper = forms.CharField(
        label=gettext_lazy("Supporting document"),
        max_length=200,
        help_text=gettext_lazy("Certificate, its number and issuer."),
    )

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        person, requirement = self.fields["person"], self.fields["requirement"]
        assert isinstance(person, forms.ModelChoiceField) and isinstance(requirement, forms.ModelChoiceField)
        person.queryset, requirement.queryset = people, Requirement.objects.active()


class CorrectForm(forms.Form):
    """What stands on the paper."""

    register = forms.CharField(
        label=gettext_lazy("Register"), max_length=120, required=False,
        help_text=gettext_lazy("Of an access: to which register, for example the population register."),
    )  # fmt: skip
    scope = forms.CharField(label=gettext_lazy("In what extent"), max_length=200, required=False)
    paper = forms.CharField(
        label=gettext_lazy("Supporting document"),
        max_length=120,
        help_text=gettext_lazy("Number and day of the document."),
    )
    granted_on = _day(gettext_lazy("From"))
    until_day = _day(
        gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty: until it is ended.")
    )


class UndertakingForm(CorrectForm):
    """The same of a new one: whose, and of what kind."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Person"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=UndertakingKind)
    field_order = ("person", "kind", "register", "scope", "paper", "granted_on", "until_day")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = User.objects.filter(is_active=True).order_by("last_name", "first_name", "pk")


def said_of(row: Undertaking) -> dict[str, Any]:
    """An undertaking as its form shows it."""
    names = ("register", "scope", "paper", "granted_on", "until_day")
    return {name: getattr(row, name) for name in names}


class EndForm(forms.Form):
    """When it ended."""

    on_day = _day(gettext_lazy("Ended on"))
