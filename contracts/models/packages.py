"""Packages: documents that are sent and signed together, and how the client comes to them."""

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from contracts.enums import WITH_CLIENT, Factor, PackageState, ReturnVerdict, WhyByHand
from desk.clock import now
from desk.mail.enums import EventKind
from desk.mail.models import MessageEvent
from registry.enums import Purpose
from registry.models import Check

# Nothing is to be done with them any more.
DONE = [PackageState.TOLD, PackageState.RECALLED, PackageState.REFUSED, PackageState.TAKEN_OVER]


class PackageQuerySet(models.QuerySet["Package"]):
    def open(self) -> "PackageQuerySet":
        return self.exclude(state__in=[*DONE, PackageState.EXPIRED])

    def for_client(self, client_id: int) -> "PackageQuerySet":
        return self.filter(client_id=client_id)

    def owned_by(self, *user_ids: int) -> "PackageQuerySet":
        """Those that one of these people drafted: they see them through."""
        return self.filter(drafted_by__in=user_ids)

    def listed(self) -> "PackageQuerySet":
        """Newest first, with everything that a row of a list shows."""
        documents = apps.get_model("contracts", "Authorisation").objects.select_related("kind", "portal")
        with_documents = self.prefetch_related(models.Prefetch("authorisations", documents))
        return with_documents.select_related("client", "drafted_by").order_by("-pk")

    def whole(self) -> "PackageQuerySet":
        """With everyone whom the package's page names."""
        people = self.select_related("client", "enquiry", "drafted_by", "sent_to", "ready_letter")
        papers = apps.get_model("contracts", "PaperAnswer").objects.standing()
        on_paper = models.Exists(papers.filter(package=models.OuterRef("pk")))
        return people.select_related("check_at_sending__payload").annotate(answered_on_paper=on_paper)

    def locked(self) -> "PackageQuerySet":
        """Held until the transaction ends, with what an action asks about them most."""
        return self.select_for_update(of=("self",)).select_related("client", "sent_to", "check_at_sending")

    def published_whole(self, before: datetime) -> "PackageQuerySet":
        """Accepted, every document in its portal, and nothing confirmed there by a person since `before`."""
        orders = apps.get_model("contracts", "Publication").jobs.filter(
            authorisation__package=models.OuterRef("pk")
        )
        held = orders.filter(Q(added_at=None) | Q(added_by__isnull=False, added_at__gt=before))
        return self.filter(state=PackageState.ACCEPTED).exclude(models.Exists(held))

    def told_by_letter(self) -> "PackageQuerySet":
        """Their documents work, and the letter that says so was delivered and has not come back."""
        events = MessageEvent.objects.filter(message=models.OuterRef("ready_letter"))
        delivered = models.Exists(events.filter(kind=EventKind.DELIVERED))
        returned = models.Exists(events.filter(kind=EventKind.BOUNCED))
        return self.filter(delivered, ~returned, state=PackageState.PUBLISHED)

    def letter_came_back(self) -> "PackageQuerySet":
        """The letter came back, and nobody has been asked yet to tell the client again."""
        returned = MessageEvent.objects.filter(kind=EventKind.BOUNCED).values("message_id")
        told = self.filter(state__in=[PackageState.PUBLISHED, PackageState.TOLD])
        unasked = Q(returned_letter=None) | ~Q(returned_letter=F("ready_letter"))
        return told.filter(unasked, ready_letter_id__in=returned)

    def answered_anew(self) -> "PackageQuerySet":
        """They wait for a person, and since that was found there is another answer on the signers' right."""
        of = "verification__container__package"
        findings = apps.get_model("contracts", "Finding").objects.deciding()
        # Another container of the package may have been judged since.
        later = findings.filter(verification=models.OuterRef("verification"), pk__gt=models.OuterRef("pk"))
        last = findings.filter(~models.Exists(later), verdict=ReturnVerdict.INDETERMINATE)
        last = last.filter(**{of: models.OuterRef("pk")}).order_by("-pk")
        newer = Check.objects.filter(
            subject_kind="package",
            subject_id=models.OuterRef("pk"),
            purpose=Purpose.ACCEPTANCE,
            answered_at__isnull=False,
        )
        # Or the very question that was given up then, asked once more.
        again = Q(pk=models.OuterRef("seen"), answered_at__gt=models.OuterRef("found"))
        newer = newer.filter(Q(pk__gt=models.OuterRef("seen")) | again)
        waiting = self.filter(state=PackageState.RETURNED).annotate(
            seen=models.Subquery(last.values("check_at_acceptance")[:1]),
            found=models.Subquery(last.values("found_at")[:1]),
        )
        return waiting.filter(models.Exists(newer))

    def with_overdue_link(self) -> "PackageQuerySet":
        return self.filter(state__in=WITH_CLIENT, link_expires_at__lt=now())


class ClientLinkQuerySet(models.QuerySet["ClientLink"]):
    def working(self) -> "ClientLinkQuerySet":
        return self.filter(ended_at=None, package__link_expires_at__gt=now())


class Package(models.Model):
    """Documents drafted for one client that are sent and signed together as one container."""

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="packages")
    enquiry = models.ForeignKey(
        "enquiries.Enquiry", models.PROTECT, null=True, blank=True, related_name="packages"
    )
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="et")
    state = models.CharField(max_length=20, choices=PackageState, default=PackageState.DRAFTING)
    drafted_at = models.DateTimeField(default=now)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Why the documents are made here, where the client could do the same in the portal.
    why_by_hand = models.CharField(max_length=20, choices=WhyByHand, blank=True)
    why_text = models.CharField(max_length=300, blank=True)
    # Sending begins when somebody wants it; the letter goes once the numbered documents are rendered.
    sending_at = models.DateTimeField(null=True, blank=True)
    sending_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_to = models.ForeignKey(
        "clients.ContactPoint", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What opens the client's page beside the link.
    factor = models.CharField(max_length=10, choices=Factor, default=Factor.NONE)
    code_to = models.ForeignKey(
        "clients.ContactPoint", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)
    check_at_sending = models.ForeignKey(
        "registry.Check", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ready_letter = models.ForeignKey("mail.Message", models.PROTECT, null=True, blank=True, related_name="+")
    # The last one that came back: the same as above until the client is written to again.
    returned_letter = models.ForeignKey(
        "mail.Message", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    history = HistoricalRecords()
    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("package of documents")
        verbose_name_plural = _("packages of documents")
        indexes = [
            models.Index(fields=["client", "-id"], name="contracts_package_client"),
            models.Index(fields=["state", "-id"], name="contracts_package_state"),
            models.Index(fields=["-drafted_at", "-id"], name="contracts_package_drafted"),
            models.Index(
                fields=["sent_at"], condition=Q(sent_at__isnull=False), name="contracts_package_sent"
            ),
            # The list of what is worked on, past the thousands that were taken over.
            models.Index(
                fields=["-id"], condition=~Q(state=PackageState.TAKEN_OVER), name="contracts_package_own"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="contracts_package_sent_pair",
                condition=Q(sent_at=None) | Q(sent_to__isnull=False, sending_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contracts_package_sending_pair",
                condition=Q(sending_at=None, sending_by=None, sent_to=None)
                | Q(sending_at__isnull=False, sending_by__isnull=False, sent_to__isnull=False),
            ),
            models.CheckConstraint(
                name="contracts_package_factor_pair",
                condition=Q(factor=Factor.CONTACT, code_to__isnull=False)
                | (~Q(factor=Factor.CONTACT) & Q(code_to=None)),
            ),
            models.CheckConstraint(
                name="contracts_package_reminded_pair",
                condition=Q(reminders=0, reminded_at=None) | Q(reminders__gt=0, reminded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Package")) + f" {self.pk}"

    @property
    def numbers(self) -> str:
        """Its documents in a line: by number, or by kind while they have none. One that was recalled apart
        from the others is not among them."""
        documents = self.authorisations.all()
        if "authorisations" not in getattr(self, "_prefetched_objects_cache", {}):
            documents = documents.select_related("kind")
        standing = [each for each in documents if not each.is_dropped]
        return ", ".join(str(each) for each in standing or documents)

    @property
    def issue(self) -> str:
        """The number under which other systems know the matter: the first document's once it has one."""
        numbers = self.authorisations.exclude(number="").order_by("pk").values_list("number", flat=True)
        return numbers.first() or f"P{self.pk}"

    @property
    def must_be_told_again(self) -> bool:
        """Whether the client's last letter came back."""
        return self.returned_letter_id is not None and self.returned_letter_id == self.ready_letter_id


class ClientLink(models.Model):
    """A long random link to the client's page. Several may work at once: one a signer, one a reminder."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="links")
    # Only the hash is kept: whoever reads the database cannot open the client's page.
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=now)
    contact = models.ForeignKey(
        "clients.ContactPoint", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ClientLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("link to the client's page")
        verbose_name_plural = _("links to the client's page")

    def __str__(self) -> str:
        return str(self.package_id)


class PageCode(models.Model):
    """A short code that opens the client's page beside the link: sent to another contact, or told."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=128)
    way = models.CharField(max_length=10, choices=Factor)
    contact = models.ForeignKey(
        "clients.ContactPoint", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("code of the client's page")
        verbose_name_plural = _("codes of the client's page")

    def __str__(self) -> str:
        return str(self.package_id)
