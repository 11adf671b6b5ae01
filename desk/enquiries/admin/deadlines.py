"""The administrator sets working time, special days, limits and the reasons of waiting."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from desk import clock, workdays
from desk.enquiries import deadlines, standard
from desk.enquiries.enums import Term
from desk.enquiries.models import Enquiry, Limit, OpenInterval, Pause, PauseReason, SpecialDay

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = SimpleHistoryAdmin


class OpenIntervalForm(forms.ModelForm[OpenInterval]):
    class Meta:
        model = OpenInterval
        fields = ("weekday", "starts_at", "ends_at", "from_day", "until_day")

    def clean(self) -> dict[str, Any]:
        """Rows in force on the same days do not lie over each other."""
        values = super().clean() or {}
        if {"weekday", "starts_at", "ends_at", "from_day"} <= values.keys():
            there = OpenInterval.objects.exclude(pk=self.instance.pk).lying_over(OpenInterval(**values))
            if found := there.first():
                raise forms.ValidationError(
                    _("Lies over %(other)s: end that row first, or choose other times."),
                    params={"other": str(found)},
                )
        return values


@admin.register(OpenInterval)
class OpenIntervalAdmin(Base):
    """By what working hours and days are counted. What was in force once is ended, never deleted."""

    form = OpenIntervalForm
    list_display = ("weekday", "starts_at", "ends_at", "from_day", "until_day")
    list_filter = ("weekday",)

    def has_delete_permission(self, request: HttpRequest, obj: OpenInterval | None = None) -> bool:
        """Only what has not been counted by yet."""
        return obj is not None and obj.from_day > workdays.today()


@admin.register(SpecialDay)
class SpecialDayAdmin(Base):
    """Days on which the agency is closed or closes earlier; public holidays are known without."""

    list_display = ("day", "name", "ends_at")
    date_hierarchy = "day"

    def has_delete_permission(self, request: HttpRequest, obj: SpecialDay | None = None) -> bool:
        """Days that have passed stay as they were."""
        return obj is not None and obj.day > workdays.today()


class LimitForm(forms.ModelForm[Limit]):
    class Meta:
        model = Limit
        fields = ("code", "name_et", "name_en", "amount", "term", "basis", "position", "active")

    def clean_amount(self) -> int:
        """Nothing falls due at once."""
        amount: int = self.cleaned_data["amount"]
        if amount < 1:
            raise forms.ValidationError(_("At least one."))
        return amount

    def clean_term(self) -> str:
        """A length of time stays one; where only the number is read, its unit stays."""
        term: str = self.cleaned_data["term"]
        known = standard.LIMITS.get(self.instance.code)
        if known and known[3] != term and self.instance.code in standard.COUNTED_AS_NUMBERS:
            raise forms.ValidationError(
                _("This limit is always counted in: %(term)s."), params={"term": Term(known[3]).label}
            )
        if term == Term.TIMES and not (known and known[3] == Term.TIMES):
            raise forms.ValidationError(_("A deadline is counted in hours, days or months."))
        return term


@admin.register(Limit)
class LimitAdmin(Base):
    """Terms by name. A change counts for what begins from then on: deadlines that stand are not rewritten."""

    form = LimitForm
    list_display = ("name_et", "name_en", "length", "basis", "active")
    list_filter = ("active", "term")
    search_fields = ("code", "name_et", "name_en")
    readonly_fields = ("begun_now",)

    def get_readonly_fields(self, request: HttpRequest, obj: Limit | None = None) -> tuple[str, ...]:
        """The desk finds a limit by its code."""
        return ("code", "begun_now") if obj else ("begun_now",)

    def has_delete_permission(self, request: HttpRequest, obj: Limit | None = None) -> bool:
        """The desk counts by some, topics and enquiries name others."""
        if obj is None or obj.code in standard.LIMITS:
            return False
        return not (obj.topics.exists() or Enquiry.objects.filter(limit=obj).exists())

    @admin.display(description=_("how long"))
    def length(self, limit: Limit) -> str:
        return limit.length

    @admin.display(description=_("what begins now falls due"))
    def begun_now(self, limit: Limit) -> str:
        if not limit.pk or limit.term == Term.TIMES:
            return "–"
        due = deadlines.calendar().end_of_term(clock.now(), limit.amount, limit.term)
        return formats.date_format(due, "SHORT_DATETIME_FORMAT")


@admin.register(PauseReason)
class PauseReasonAdmin(Base):
    """What an enquiry may wait for. Taken out of use, never deleted once it was used."""

    list_display = ("name_et", "name_en", "code", "position", "active")
    list_editable = ("position", "active")
    list_filter = ("active",)

    def has_delete_permission(self, request: HttpRequest, obj: PauseReason | None = None) -> bool:
        """Past pauses keep their reason, and so does what the desk finds by its code."""
        if obj is None or obj.code in standard.PAUSE_REASONS:
            return False
        return not Pause.objects.filter(reason=obj).exists()
