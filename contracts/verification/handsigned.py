"""Documents signed in a form that no machine checks: what may be taken in, and what a person sees of it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts.agency import mandates
from contracts.agency.signing_order import Order, order_of_package
from contracts.containers.problems import sentence
from contracts.containers.report import Problem, Weight
from contracts.enums import BY_HAND, WITH_CLIENT, ContainerSource, PackageState, ReturnVerdict
from contracts.models import (
    AuthorisedPerson,
    Container,
    CountedSignature,
    Finding,
    HandSigned,
    Package,
    Verification,
)
from contracts.verification import comparing, pdfsigned
from contracts.verification.checking import base_of, need_of
from contracts.verification.returned import OF_BOTH
from desk import clock, workdays
from desk.http import Refused
from desk.people.models import Approval
from desk.records import blobs
from registry import uploads

KIND = "contracts.by_hand"
ITSELF = Problem("SIGNED_BY_HAND", weight=Weight.DOUBT)
TYPES = {"application/pdf", "image/png", "image/jpeg", "image/tiff"}


@dataclass(frozen=True)
class Signer:
    """Somebody who signed by hand: country and code, and the name."""

    identity: str
    name: str


@dataclass(frozen=True)
class Taken:
    """What was taken in, for whoever looks at it second."""

    container: Container
    verification: Verification
    finding: Finding | None
    approval: Approval | None

    @property
    def by_hand(self) -> HandSigned:
        return self.container.by_hand

    @cached_property
    def signatures(self) -> list[CountedSignature]:
        return list(self.verification.signatures.all())

    @property
    def is_picture(self) -> bool:
        return self.container.blob.content_type in {"image/png", "image/jpeg"}

    @cached_property
    def pair(self) -> comparing.Pair | None:
        return comparing.of_finding(self.finding, self.signatures) if self.finding else None

    @property
    def opinion(self) -> list[str]:
        """What the comparison of both checks says; empty where it has nothing against the signers."""
        itself = sentence(ITSELF)
        return [text for text in (self.finding.sentences if self.finding else []) if text != itself]

    @cached_property
    def written(self) -> list[pdfsigned.Written]:
        """Signatures that the PDF itself names, which nobody has verified."""
        if self.container.source != ContainerSource.PDF:
            return []
        return pdfsigned.signatures(self._data)

    @cached_property
    def begins_with(self) -> str:
        """The number of our document with whose bytes the PDF begins; empty for none."""
        documents = self.container.package.authorisations.select_related("pdf").exclude(pdf=None)
        for each in documents:
            if each.pdf and pdfsigned.begins_with(self._data, blobs.read(each.pdf)):
                return str(each.number)
        return ""

    @cached_property
    def _data(self) -> bytes:
        return blobs.read(self.container.blob)


def checked(name: str, data: bytes, source: ContainerSource) -> uploads.Upload:
    """The file, if the desk takes it; Refused with why not. Asks the virus scanner."""
    found = uploads.checked(name, data)
    if found.content_type not in TYPES:
        raise Refused(_("Add a PDF or a picture (JPEG, PNG or TIFF) of what was signed."))
    if source == ContainerSource.PDF:
        if found.content_type != "application/pdf":
            raise Refused(_("A document signed in itself is a PDF; a picture is a scan of paper."))
        if not pdfsigned.signatures(data):
            raise Refused(_("This PDF holds no signature of its own: if it is a scan, take it in as paper."))
    return found


def refusal(package: Package) -> str:
    """Why nothing signed by hand is taken for this package now, as a sentence; empty when it is."""
    if order_of_package(package) is not Order.CLIENT_FIRST:
        return _("The agency signs these documents first, digitally: they come back as a container.")
    if package.state == PackageState.AWAITING_AGENCY:
        base = base_of(package)
        if base is not None and base.source in BY_HAND:
            return "" if waiting(package) is None else _("What was taken in waits for a second person.")
        return _("The client signed digitally: the agency signs the same container.")
    if package.state == PackageState.RETURNED:
        return _("Something that came back before is still being looked at.")
    return "" if package.state in WITH_CLIENT else _("These documents do not wait for a signature now.")


def wrong_day(package: Package, day: date) -> str:
    """Why the documents cannot have been signed on that day, as a sentence; empty when they can."""
    if day > workdays.today():
        return _("The day of signing lies in the future.")
    if package.sent_at is not None and day < workdays.day_of(package.sent_at):
        return _("The documents were sent later: nobody can have signed them on that day.")
    return ""


def moment_of(package: Package, day: date) -> datetime:
    """The moment that stands for a day: noon, or the nearest to it that the sending and now allow."""
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    sent = package.sent_at or noon
    return min(max(noon, sent), clock.now())


def signers(package: Package) -> list[Signer]:
    """Who may be expected to have signed: those of the register's answer, and those named in documents."""
    check, need = package.check_at_sending, need_of(package)
    found = {}
    if check is not None and need.representatives:
        found = {each.identity: each.name for each in check.judgement.persons if each.identity}
    named = AuthorisedPerson.objects.filter(authorisation__package=package)
    found |= {f"EE{each.code}": str(each) for each in named if f"EE{each.code}" in need.persons}
    return [Signer(identity, name) for identity, name in found.items()]


def agency_signers(package: Package) -> list[Signer]:
    """Who has a right to sign for the agency, of any day and kind: the day decides."""
    rows = mandates.on(workdays.today()) if package.sent_at is None else mandates.since(package.sent_at)
    return list(dict.fromkeys(Signer(f"EE{each.personal_code}", str(each.user)) for each in rows))


def waiting(package: Package) -> Taken | None:
    """What was taken in and waits for the register or for a second person."""
    rows = Verification.jobs.filter(
        container__package=package, container__source__in=BY_HAND, look_again=False
    ).select_related("container__blob", "container__by_hand", "container__received_by", "right")
    verification = rows.select_related("container__package").order_by("-pk").first()
    if verification is None:
        return None
    findings = Finding.objects.filter(verification=verification).select_related("decided_by", *OF_BOTH)
    finding = findings.order_by("-pk").first()
    if finding is not None and finding.verdict != ReturnVerdict.INDETERMINATE:
        return None
    approval = Approval.objects.waiting().of(KIND, ("package", package.pk)).first()
    return Taken(verification.container, verification, finding, approval)
