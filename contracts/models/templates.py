"""What documents are made from: kinds, their clauses, texts with their versions."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from contracts.enums import BY_NOTICE, AgencySigns, CountsFrom, Effect, SignedBy
from desk import workdays
from desk.clock import now


def default_ladder() -> list[int]:
    """Days before the end of a period on which the client is reminded."""
    return [60, 30, 7]


class KindQuerySet(models.QuerySet["Kind"]):
    def offered(self) -> "KindQuerySet":
        return self.filter(active=True)


class Kind(models.Model):
    """A kind of document. The administrator may add more; nothing in the code asks for a code by name
    but `user_contract`, on whose number powers of attorney lean."""

    code = models.SlugField(_("code"), unique=True)
    name_et = models.CharField(_("name in Estonian"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=120)
    prefix = models.CharField(_("prefix of the number"), max_length=4, unique=True)
    signed_by = models.CharField(
        _("signed by"), max_length=20, choices=SignedBy, default=SignedBy.REPRESENTATIVES
    )
    agency_signs = models.CharField(
        _("agency's signature"), max_length=10, choices=AgencySigns, default=AgencySigns.NEVER
    )
    effect = models.CharField(_("effect"), max_length=10, choices=Effect, default=Effect.OPENS)
    asks = models.JSONField(
        _("asked when drafting"),
        default=list,
        blank=True,
        help_text=_("Names of placeholders that the drafter fills, in their order."),
    )
    several = models.BooleanField(_("may name several persons"), default=False)
    also_by = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="+",
        verbose_name=_("may also be signed by holders of"),
        help_text=_("Who holds such a document in force, with the right to authorise others, may sign it."),
    )  # fmt: skip
    published = models.BooleanField(_("added to the portal"), default=True)
    registered = models.BooleanField(_("entered in the document register"), default=True)
    attachable = models.BooleanField(
        _("may be attached to a letter"), default=False,
        help_text=_("Only a kind whose text holds no personal code."),
    )  # fmt: skip
    end_reason = models.CharField(
        _("what its notice does"), max_length=12, blank=True,
        choices=[(each.value, each.label) for each in BY_NOTICE],
        help_text=_("For kinds that close a portal."),
    )  # fmt: skip
    ends_with_grantor = models.BooleanField(_("ends with the power under which it was given"), default=False)
    remind_days = models.JSONField(
        _("reminded before it expires"), default=default_ladder, blank=True,
        help_text=_("Days before the end of its period, for example [60, 30, 7]."),
    )  # fmt: skip
    restriction_basis = models.CharField(_("basis of the access restriction"), max_length=120, blank=True)
    restriction_years = models.PositiveSmallIntegerField(_("years of restriction"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords(m2m_fields=[also_by])
    objects = KindQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("kind of document")
        verbose_name_plural = _("kinds of documents")
        constraints = [
            models.CheckConstraint(
                name="contracts_kind_restriction_pair",
                condition=Q(restriction_basis="", restriction_years=None)
                | (~Q(restriction_basis="") & Q(restriction_years__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_in(get_language() or "et")

    def name_in(self, language: str) -> str:
        return {"en": self.name_en, "ru": self.name_ru}.get(language[:2], self.name_et)

    @property
    def needs_person(self) -> bool:
        return "person_code" in self.asks


class EndRuleQuerySet(models.QuerySet["EndRule"]):
    def offered(self) -> "EndRuleQuerySet":
        return self.filter(active=True)


class EndRule(models.Model):
    """How the last day of what a notice ends is computed. The administrator keeps the rules."""

    kind = models.ForeignKey(Kind, models.PROTECT, related_name="end_rules", verbose_name=_("kind"))
    code = models.SlugField(_("code"), max_length=30)
    name_et = models.CharField(_("name in Estonian"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200)
    # The law or agreement, as it stands beside every day that was computed.
    basis_et = models.CharField(_("basis in Estonian"), max_length=200)
    basis_en = models.CharField(_("basis in English"), max_length=200)
    basis_ru = models.CharField(_("basis in Russian"), max_length=200)
    days = models.PositiveSmallIntegerField(_("days"), help_text=_("0: at once."))
    counts_from = models.CharField(_("counted from when"), max_length=10, choices=CountsFrom)
    chosen = models.BooleanField(_("chosen at first"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()
    objects = EndRuleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "pk"]
        verbose_name = _("rule of the last day")
        verbose_name_plural = _("rules of the last day")
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="contracts_endrule_once")]

    def __str__(self) -> str:
        return self.name_in(get_language() or "et")

    def name_in(self, language: str) -> str:
        return {"en": self.name_en, "ru": self.name_ru}.get(language[:2], self.name_et)

    def basis_in(self, language: str) -> str:
        return {"en": self.basis_en, "ru": self.basis_ru}.get(language[:2], self.basis_et)


class Clause(models.Model):
    """What the drafter may choose for a document of this kind.

    Its wording stands in the template as the section `{{# clause_NAME }}`, so that it is versioned, approved
    and translated with the text around it.
    """

    kind = models.ForeignKey(Kind, models.PROTECT, related_name="clauses", verbose_name=_("kind"))
    name = models.SlugField(
        _("name"), max_length=30, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$")],
        help_text=_("Small letters, digits and underscores; stands in the text as clause_NAME."),
    )  # fmt: skip
    label_et = models.CharField(_("label in Estonian"), max_length=200)
    label_en = models.CharField(_("label in English"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    chosen = models.BooleanField(_("chosen at first"), default=False)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "position", "pk"]
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="contracts_clause_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_en if (get_language() or "et").startswith("en") else self.label_et

    @property
    def placeholder(self) -> str:
        return f"clause_{self.name}"


class Template(models.Model):
    """The place of a text: kind, language and, where the portal's text differs, the portal."""

    kind = models.ForeignKey(Kind, models.PROTECT, related_name="templates", verbose_name=_("kind"))
    portal = models.ForeignKey(
        "contracts.Portal", models.PROTECT, null=True, blank=True, related_name="templates",
        verbose_name=_("portal"), help_text=_("Empty: for every portal without a text of its own."),
    )  # fmt: skip
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="et")

    class Meta:
        ordering = ["kind", "language", "portal"]
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints = [
            models.UniqueConstraint(
                "kind", "portal", "language", name="contracts_template_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.kind, self.portal, self.language) if part)


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    def valid(self) -> "TemplateVersionQuerySet":
        """Those that a second person approved and that may be drafted from today, the newest first."""
        return self.filter(decision__approved=True, valid_from__lte=workdays.today()).order_by("-number")


class TemplateVersion(models.Model):
    """The text itself. A row is never changed: saving a template writes the next version."""

    template = models.ForeignKey(
        Template, models.PROTECT, related_name="versions", verbose_name=_("template")
    )
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    header = models.CharField(
        _("header"), max_length=200, blank=True, help_text=_("Empty: the name of the agency.")
    )
    body = models.TextField(_("text"))
    valid_from = models.DateField(_("valid from"))
    made_at = models.DateTimeField(_("made at"), default=now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["template", "-number"]
        verbose_name = _("version of a template")
        verbose_name_plural = _("versions of templates")
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="contracts_templateversion_once")
        ]

    def __str__(self) -> str:
        return f"{self.template} · {self.number}"


class VersionDecision(models.Model):
    """A second person's word on a version of a text; an installation's first texts are approved by nobody."""

    version = models.OneToOneField(TemplateVersion, models.PROTECT, related_name="decision")
    approved = models.BooleanField()
    decided_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("decision on a version of a template")
        verbose_name_plural = _("decisions on versions of templates")

    def __str__(self) -> str:
        return f"{self.version_id} {self.approved}"
