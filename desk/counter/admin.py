"""The administrator keeps the kinds of papers, and the offices: their desks, bookable times, closed days."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from desk.counter.models import ClosedDay, Desk, Office, Opening, PaperKind
from desk.enquiries.enums import Weekday

if TYPE_CHECKING:
    KindBase = admin.ModelAdmin[PaperKind]
    OfficeBase = admin.ModelAdmin[Office]
    DeskInline = admin.TabularInline[Desk, Office]
    OpeningInline = admin.TabularInline[Opening, Office]
    ClosedInline = admin.TabularInline[ClosedDay, Office]
    OpeningFormBase = forms.ModelForm[Opening]
else:
    KindBase = OfficeBase = SimpleHistoryAdmin
    DeskInline = OpeningInline = ClosedInline = admin.TabularInline
    OpeningFormBase = forms.ModelForm


@admin.register(PaperKind)
class PaperKindAdmin(KindBase):
    """Taken out of use, never deleted: papers of before keep their kind."""

    list_display = (
        "name_et", "code", "addressee", "restriction_basis", "restriction_years", "position", "active",
    )  # fmt: skip
    list_editable = ("position", "active")
    list_filter = ("active", "addressee")

    def has_delete_permission(self, request: HttpRequest, obj: PaperKind | None = None) -> bool:
        """Papers name it."""
        return False


class OpeningForm(OpeningFormBase):
    """The weekday by its name."""

    weekday = forms.TypedChoiceField(label=_("weekday"), choices=Weekday, coerce=int)


class Desks(DeskInline):
    """The desks of an office; one that served stays, out of use."""

    model = Desk
    extra = 0
    can_delete = False


class Openings(OpeningInline):
    """When how many visits may be booked; what is booked already stays booked."""

    model = Opening
    form = OpeningForm
    extra = 0


class ClosedDays(ClosedInline):
    """Days without bookings, beside the holidays."""

    model = ClosedDay
    extra = 0


@admin.register(Office)
class OfficeAdmin(OfficeBase):
    """Taken out of use, never deleted: its visits stay."""

    list_display = ("name_et", "code", "letter", "book_days", "remind_hours", "late_minutes", "active")
    list_filter = ("active",)
    inlines = (Desks, Openings, ClosedDays)

    def has_delete_permission(self, request: HttpRequest, obj: Office | None = None) -> bool:
        """Visits name it."""
        return False
