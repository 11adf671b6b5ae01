"""The administrator says who takes the calls of a line and where its exchange is; calls are not shown."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from desk.calls.models import CallbackSlot, Line, SpokenText
from desk.calls.models.line import network

if TYPE_CHECKING:
    LineBase = admin.ModelAdmin[Line]
    SlotBase = admin.ModelAdmin[CallbackSlot]
    TextBase = admin.ModelAdmin[SpokenText]
else:
    LineBase = SlotBase = TextBase = SimpleHistoryAdmin


@admin.register(SpokenText)
class SpokenTextAdmin(TextBase):
    """What is read out word by word; which texts there are is the desk's own matter."""

    list_display = ("name_et", "code")
    fields = ("name_et", "name_en", "name_ru", "text_et", "text_en", "text_ru")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A text is read out where the desk has a place for it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SpokenText | None = None) -> bool:
        """The place for it would stand empty."""
        return False


@admin.register(CallbackSlot)
class CallbackSlotAdmin(SlotBase):
    """In which half hours callbacks are promised, and how many in each."""

    list_display = ("weekday", "begins", "capacity")
    list_editable = ("capacity",)
    list_filter = ("weekday",)


class LineForm(forms.ModelForm[Line]):
    # Django would replace what the model's validator says of an item; what the form says stands.
    addresses = SimpleArrayField(
        forms.CharField(max_length=43, validators=[network]),
        required=False,
        label=Line._meta.get_field("addresses").verbose_name,
        help_text=Line._meta.get_field("addresses").help_text,
    )

    class Meta:
        model = Line
        fields = ("addresses",)


@admin.register(Line)
class LineAdmin(LineBase):
    """A line is added by the command `telephony_line`, which shows its token once."""

    form = LineForm
    list_display = ("name", "number", "language", "skill", "wrap_up_seconds", "exchange_rotates", "training")
    list_filter = ("exchange_rotates", "training", "language")
    fieldsets = (
        (None, {"fields": ("name", "number", "wrap_up_seconds")}),
        (_("Who takes its calls"), {"fields": ("language", "skill", "training")}),
        (_("The exchange"), {"fields": ("exchange_rotates", "addresses")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Without the command there would be no token."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Line | None = None) -> bool:
        """Its calls keep their line."""
        return False
