"""Kinds of documents with their clauses, the portals, and who signs for the agency."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from contracts.admin.forms import ClauseForm, EndRuleForm, EndRules, KindForm, MandateForm, PortalForm
from contracts.models import Clause, EndRule, Kind, Portal, SigningMandate
from contracts.printing import versions
from contracts.printing.palette import problems_for

if TYPE_CHECKING:
    ClauseBase = admin.TabularInline[Clause, Kind]
    RuleBase = admin.StackedInline[EndRule, Kind]
    KindBase = admin.ModelAdmin[Kind]
    MandateBase = admin.ModelAdmin[SigningMandate]
    PortalBase = admin.ModelAdmin[Portal]
else:
    KindBase = MandateBase = PortalBase = SimpleHistoryAdmin
    ClauseBase = admin.TabularInline
    RuleBase = admin.StackedInline


class Kept:
    """Documents keep what they were drafted from: taken out of use, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Clauses(Kept, ClauseBase):
    """What the drafter may choose; the wording stands in the text, in a section of this name."""

    model = Clause
    form = ClauseForm
    fields = ("name", "label_et", "label_en", "position", "chosen", "active")
    extra = 1


class EndRulesInline(Kept, RuleBase):
    """How the last day of what such a notice ends is computed."""

    model = EndRule
    form = EndRuleForm
    formset = EndRules  # type: ignore[assignment]  # narrower in its form
    fieldsets = (
        (None, {"fields": ("code", ("days", "counts_from"), ("chosen", "position", "active"))}),
        (_("Name"), {"fields": ("name_et", "name_en", "name_ru")}),
        (_("Law or agreement that says so"), {"fields": ("basis_et", "basis_en", "basis_ru")}),
    )
    extra = 0


@admin.register(Kind)
class KindAdmin(Kept, KindBase):
    """Who signs a kind, in which order, where it goes, and what it opens or closes."""

    form = KindForm
    list_display = ("name_et", "code", "prefix", "signed_by", "agency_signs", "effect", "position", "active")
    list_filter = ("active", "effect", "signed_by", "agency_signs", "attachable")
    search_fields = ("name_et", "name_en", "name_ru", "code")
    inlines = (Clauses, EndRulesInline)

    class Media:
        css = {"all": ("css/templates.css",)}

    fieldsets = (
        (None, {"fields": ("code", "prefix", "name_et", "name_en", "name_ru", "position", "active")}),
        (_("Who signs"), {"fields": ("signed_by", "agency_signs", "also_by")}),
        (_("Where it goes"), {"fields": ("effect", "published", "registered", "attachable")}),
        (_("What it asks"), {"fields": ("asks", "several")}),
        (
            _("How it ends"),
            {
                "fields": ("end_reason", "ends_with_grantor", "remind_days"),
                "description": _(
                    "A kind that closes a portal says what its notice does; its rules of the last day stand "
                    "below. A power that ends with the one under which it was given ends the same day."
                ),
            },
        ),
        (
            _("Access restriction"),
            {
                "fields": ("restriction_basis", "restriction_years"),
                "description": _(
                    "The mark for internal use stands on the document, with this basis and the "
                    "day on which it ends. Leave both empty for a public document."
                ),
            },
        ),
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What the kind no longer fills, its texts must no longer hold."""
        super().save_related(request, form, formsets, change)
        for version in versions.live(form.instance):
            for sentence in problems_for(form.instance, version.body):
                self.message_user(request, f"{version}: {sentence}", messages.WARNING)


@admin.register(Portal)
class PortalAdmin(Kept, PortalBase):
    """The portals to which documents go."""

    form = PortalForm

    class Media:
        css = {"all": ("css/templates.css",)}

    list_display = ("name", "code", "mode", "local_alone", "active")
    fieldsets = (
        (None, {"fields": ("code", "name", "address", "active")}),
        (
            _("How documents are added"),
            {"fields": ("mode", "place", "closing_place", "deep_link", "lists_users", "own_kinds")},
        ),
        (
            _("Who checks signatures"),
            {
                "fields": ("local_alone", "local_alone_basis"),
                "description": _(
                    "Signatures for a live portal are checked by our own validator and by the state's "
                    "service; the worse answer counts. Our own alone is enough only where the agency has "
                    "decided so in writing: tick the box and name the decision, its date and who signed it."
                ),
            },
        ),
    )


@admin.register(SigningMandate)
class MandateAdmin(Kept, MandateBase):
    """Who may sign for the agency: ended by a date, never deleted."""

    form = MandateForm
    list_display = ("user", "basis", "valid_from", "valid_until")
    filter_horizontal = ("kinds",)
