"""Texts of documents: saving one writes its next version, which a second person approves."""

from typing import TYPE_CHECKING, Any, cast

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.actions.templates import revise
from contracts.admin.forms import TemplateForm
from contracts.admin.kinds import Kept
from contracts.enums import TextState
from contracts.models import Kind, Template
from contracts.printing import versions
from contracts.printing.palette import shown, unused
from desk import clock
from desk.people.models import User

if TYPE_CHECKING:
    TemplateBase = admin.ModelAdmin[Template]
else:
    TemplateBase = admin.ModelAdmin


@admin.register(Template)
class TemplateAdmin(Kept, TemplateBase):
    """The text of a kind in a language, with its versions, a live preview and what may stand in it."""

    form = TemplateForm
    list_display = ("kind", "language", "portal", "version_in_force", "version_waiting")
    list_filter = ("kind", "language", "portal")
    list_select_related = ("kind", "portal")
    fields = ("kind", "portal", "language", "title", "header", "valid_from", "body")
    change_form_template = "admin/contracts/template/change_form.html"

    class Media:
        css = {"all": ("css/templates.css",)}

    @admin.display(description=gettext_lazy("drafted from"))
    def version_in_force(self, template: Template) -> str:
        found = versions.in_force_of(template)
        return _("version %(number)s") % {"number": found.number} if found else "–"

    @admin.display(description=gettext_lazy("waits for a second person"))
    def version_waiting(self, template: Template) -> str:
        found = versions.waiting_of(template)
        if found is None:
            return "–"
        words = _("version %(number)s") % {"number": found.number}
        return format_html('<a href="{}">{}</a>', reverse("contracts:version", args=[found.pk]), words)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("versions__decision")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new text is valid from today; `?copy=` begins with the text that is in force elsewhere."""
        found: dict[str, Any] = {"valid_from": timezone.localdate(clock.now()).strftime("%d.%m.%Y")}
        copied = request.GET.get("copy", "")
        source = Template.objects.filter(pk=int(copied)).first() if copied.isdecimal() else None
        if source is not None and (text := versions.in_force(source)) is not None:
            found |= {"kind": source.kind_id, "language": source.language}
            found |= {"title": text.title, "header": text.header, "body": text.body}
        return {**found, **super().get_changeform_initial_data(request)}

    @method_decorator(csp_replace({"frame-src": [SELF]}))
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        """Beside the form: the palette of the kind, and every version with its state."""
        template = cast("Template | None", context.get("original"))
        kind = template.kind if template else Kind.objects.offered().first()
        lines = versions.listed(template) if template else []
        context |= {"palette": shown(kind) if kind else [], "lines": lines, "states": TextState}
        answer = super().render_change_form(request, context, *args, **options)
        assert isinstance(answer, TemplateResponse)
        return answer

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Once the template's row is there, its text goes through the action."""
        super().save_related(request, form, formsets, change)
        template, by = cast(Template, form.instance), cast(User, request.user)
        text = {name: form.cleaned_data[name] for name in ("title", "header", "body", "valid_from")}
        version = revise(template=template, by=by, **text)
        if versions.decision(version) is None:
            page = format_html(
                '<a href="{}">{}</a>', reverse("contracts:version", args=[version.pk]),
                _("version %(number)s") % {"number": version.number},
            )  # fmt: skip
            words = _("Another administrator or the head is asked to approve it; until then documents are "
                      "drafted from the older text:")  # fmt: skip
            self.message_user(request, format_html("{} {}", words, page), messages.INFO)
        for sentence in unused(template.kind, version.body):
            self.message_user(request, sentence, messages.WARNING)
        for other in versions.translations_behind(version):
            words = _("This translation still says the older text:")
            address = reverse("admin:contracts_template_change", args=[other.pk])
            sentence = format_html('{} <a href="{}">{}</a>', words, address, other)
            self.message_user(request, sentence, messages.WARNING)
