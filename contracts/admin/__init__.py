"""The administrator keeps kinds of documents, portals and templates; documents themselves are not here."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from contracts.actions.templates import revise
from contracts.admin.forms import KindForm, MandateForm, TemplateForm
from contracts.models import Kind, Portal, SigningMandate, Template, TemplateVersion
from contracts.placeholders import ALL
from desk import clock
from desk.people.models import User

if TYPE_CHECKING:
    KindBase = admin.ModelAdmin[Kind]
    MandateBase = admin.ModelAdmin[SigningMandate]
    PortalBase = admin.ModelAdmin[Portal]
    TemplateBase = admin.ModelAdmin[Template]
    VersionBase = admin.TabularInline[TemplateVersion, Template]
else:
    KindBase = MandateBase = PortalBase = SimpleHistoryAdmin
    TemplateBase, VersionBase = admin.ModelAdmin, admin.TabularInline


class Kept:
    """Documents keep what they were drafted from: taken out of use, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Kind)
class KindAdmin(Kept, KindBase):
    """Who signs a kind, in which order, and what it opens or closes."""

    form = KindForm
    list_display = ("name_et", "code", "prefix", "signed_by", "agency_signs", "effect", "position", "active")
    list_filter = ("active", "effect", "signed_by", "agency_signs")
    search_fields = ("name_et", "name_en", "name_ru", "code")


@admin.register(Portal)
class PortalAdmin(Kept, PortalBase):
    """The portals to which documents go."""

    list_display = ("name", "code", "mode", "active")


class Versions(VersionBase):
    """Every version of the text, newest first, to look at."""

    model = TemplateVersion
    fields = readonly_fields = ("number", "title", "valid_from", "made_at", "made_by", "preview")
    extra = 0
    can_delete = False
    verbose_name_plural = gettext_lazy("versions of the text")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("preview"))
    def preview(self, version: TemplateVersion) -> SafeString:
        address = reverse("contracts:preview", args=[version.pk])
        return format_html('<a href="{}">{} {}</a>', address, _("PDF of version"), version.number)


@admin.register(Template)
class TemplateAdmin(Kept, TemplateBase):
    """The text of a kind in a language. Saving it writes the next version."""

    form = TemplateForm
    list_display = ("kind", "language", "portal")
    list_filter = ("kind", "language", "portal")
    list_select_related = ("kind", "portal")
    fields = ("kind", "portal", "language", "title", "body", "valid_from", "palette")
    readonly_fields = ("palette",)
    inlines = (Versions,)
    change_form_template = "admin/contracts/template/change_form.html"

    @admin.display(description=gettext_lazy("placeholders"))
    def palette(self, template: Template) -> SafeString:
        """What may stand in the text, each with what it looks like in the preview."""
        rows = format_html_join(
            "", '<tr><th scope="row"><code>{}</code></th><td>{}</td><td>{}</td></tr>',
            ((_written(each.name, each.rows), each.label, _sample(each.sample)) for each in ALL),
        )  # fmt: skip
        heads = format_html_join("", '<th scope="col">{}</th>', ([_("Write")], [_("Meaning")], [_("Sample")]))
        return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", heads, rows)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        today = timezone.localdate(clock.now()).strftime("%d.%m.%Y")
        return {"valid_from": today, **super().get_changeform_initial_data(request)}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Once the template's row is there, its text goes through the action."""
        super().save_related(request, form, formsets, change)
        text = {name: form.cleaned_data[name] for name in ("title", "body", "valid_from")}
        revise(template=form.instance, by=cast(User, request.user), **text)


def _written(name: str, rows: tuple[str, ...]) -> str:
    if not rows:
        return f"{{{{ {name} }}}}"
    inside = " ".join(f"{{{{ {row} }}}}" for row in rows)
    return f"{{{{# {name} }}}} {inside} {{{{/ {name} }}}}"


def _sample(sample: object) -> str:
    if isinstance(sample, list):
        return "; ".join(", ".join(row.values()) for row in sample)
    return {True: _("yes"), False: _("no"), None: "–"}.get(sample, str(sample))  # type: ignore[call-overload, no-any-return]


@admin.register(SigningMandate)
class MandateAdmin(Kept, MandateBase):
    """Who may sign for the agency: ended by a date, never deleted."""

    form = MandateForm
    list_display = ("user", "basis", "valid_from", "valid_until")
    filter_horizontal = ("kinds",)
