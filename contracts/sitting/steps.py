"""What a sitting shows: each container in its order, what lies in it, how far it is. Reads only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.db.models.enums import TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts.enums import REASONS, ReturnVerdict
from contracts.models import (
    AgencySignature,
    Authorisation,
    Container,
    CountedSignature,
    Finding,
    Package,
    Sitting,
    Verification,
)
from contracts.verification.checking import contents
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs

LEFT_OUT = "left_out"  # the reason of a row whose package was left out by the person


class Stage(TextChoices):
    """How far one signature is."""

    TO_SEE = "to_see", _("to be looked at")
    SEEN = "seen", _("looked at, to be signed")
    LEFT_OUT = "left_out", _("left out")
    SIGNED = "signed", _("signed, being finished")
    HELD = "held", _("signed, waits")
    STUCK = "stuck", _("signed, could not be finished")
    DROPPED = "dropped", _("not signed")
    CHECKED = "checked", _("signed, being checked")
    UNSURE = "unsure", _("signed, the check is in doubt")
    REFUSED = "refused", _("the check did not accept it")
    DONE = "done", _("signed and accepted")


COLOURS = {
    Stage.TO_SEE: "warn",
    Stage.SEEN: "info",
    Stage.LEFT_OUT: "muted",
    Stage.SIGNED: "info",
    Stage.HELD: "warn",
    Stage.STUCK: "bad",
    Stage.DROPPED: "bad",
    Stage.CHECKED: "info",
    Stage.UNSURE: "warn",
    Stage.REFUSED: "bad",
    Stage.DONE: "ok",
}
_MOVING = {Stage.SIGNED, Stage.HELD, Stage.CHECKED}


@dataclass(frozen=True)
class Document:
    """One file of the container. `ours`: the document of ours that it is, byte for byte."""

    number: int
    name: str
    ours: Authorisation | None


@dataclass(frozen=True)
class Step:
    """One container of a sitting."""

    row: AgencySignature

    @property
    def package(self) -> Package:
        return self.row.package

    @property
    def others(self) -> list[Package]:
        """Packages whose documents lie in the same container: the signature is over those too."""
        return list(self.row.base.others.all()) if self.row.base else []

    @property
    def documents(self) -> int:
        """How many documents of the package are signed."""
        return sum(each.state != "recalled" for each in self.package.authorisations.all())

    @cached_property
    def _check(self) -> Verification | None:
        """The newest check of what came of the signature."""
        finished = self.row.finished
        checks = [each for each in finished.verifications.all() if not each.look_again] if finished else []
        return max(checks, key=lambda each: each.pk, default=None)

    @cached_property
    def _finding(self) -> Finding | None:
        return next(iter(self._check.findings.all()), None) if self._check else None

    @cached_property
    def stage(self) -> Stage:
        row = self.row
        if row.dropped_at:
            return Stage.LEFT_OUT if row.reason == LEFT_OUT else Stage.DROPPED
        if row.finished_id:
            return self._judged
        if row.signed_at is None:
            return Stage.SEEN if row.seen_at else Stage.TO_SEE
        if row.state in {JobState.FAILED, JobState.UNKNOWN}:
            return Stage.STUCK
        return Stage.HELD if row.reason else Stage.SIGNED

    @property
    def _judged(self) -> Stage:
        """What the check of the finished container says; it can be given up, or leave it in doubt."""
        if self._finding is None:
            given_up = self._check is not None and self._check.state in {JobState.FAILED, JobState.UNKNOWN}
            return Stage.UNSURE if given_up else Stage.CHECKED
        if self._finding.verdict == ReturnVerdict.PASSED:
            return Stage.DONE
        return Stage.REFUSED if self._finding.verdict == ReturnVerdict.FAILED else Stage.UNSURE

    @property
    def colour(self) -> str:
        return COLOURS[self.stage]

    @property
    def why(self) -> str:
        """Why it waits or was not signed, in words; empty where there is nothing to say."""
        if self.stage in {Stage.HELD, Stage.STUCK, Stage.DROPPED}:
            return str(REASONS.get(self.row.reason, self.row.reason))
        if self.stage in {Stage.REFUSED, Stage.UNSURE} and self._finding:
            return " ".join(self._finding.sentences)
        if self.stage is Stage.UNSURE and self._check:
            return str(REASONS.get(self._check.reason, self._check.reason))
        return ""

    @property
    def may_be_put_back(self) -> bool:
        return self.stage is Stage.LEFT_OUT and self.row.sitting.ended_at is None

    @property
    def open(self) -> bool:
        """Whether it is still to be looked at or signed."""
        return self.stage in {Stage.TO_SEE, Stage.SEEN}


@dataclass(frozen=True)
class Picture:
    """A sitting as its page shows it."""

    sitting: Sitting
    steps: tuple[Step, ...]

    def at(self, stage: Stage) -> list[Step]:
        return [each for each in self.steps if each.stage is stage]

    @property
    def to_see(self) -> list[Step]:
        return self.at(Stage.TO_SEE)

    @property
    def to_sign(self) -> list[Step]:
        """Looked at: the next that the card is asked about."""
        return self.at(Stage.SEEN)

    @property
    def documents(self) -> int:
        """How many documents the next round of signing is over."""
        return sum(each.documents for each in self.to_sign)

    @property
    def signed(self) -> int:
        return sum(each.row.signed_at is not None and not each.row.dropped_at for each in self.steps)

    @property
    def moving(self) -> bool:
        """Whether the page looks again by itself: the worker is at something."""
        return any(each.stage in _MOVING for each in self.steps)

    @property
    def over(self) -> bool:
        """Whether nothing is left for the person to do."""
        return not any(each.open for each in self.steps)

    def step(self, position: int) -> Step | None:
        return next((each for each in self.steps if each.row.position == position), None)

    def next_to_see(self, after: int) -> Step | None:
        """The next one to be looked at: after this place, else the first that is left."""
        later = (each for each in self.to_see if each.row.position > after)
        return next(later, next(iter(self.to_see), None))

    def before(self, position: int) -> Step | None:
        """The one shown before this one."""
        earlier = [each for each in self.steps if each.row.position < position and each.open]
        return earlier[-1] if earlier else None


def open_sitting(user: User) -> Sitting | None:
    """The sitting that this person has begun and not ended."""
    return Sitting.objects.filter(signer=user, ended_at=None).order_by("-pk").first()


def last_sitting(user: User) -> Sitting | None:
    """The one that this person began last, ended or not."""
    return Sitting.objects.filter(signer=user).order_by("-pk").first()


def picture(sitting: Sitting) -> Picture:
    rows = whole().filter(sitting=sitting).order_by("position")
    return Picture(sitting, tuple(Step(each) for each in rows))


def whole() -> QuerySet[AgencySignature]:
    """Signatures with everything that a list of them shows."""
    documents = Authorisation.objects.select_related("kind")
    checks = Verification.jobs.prefetch_related("findings")
    return AgencySignature.jobs.select_related(
        "sitting", "package__client", "base", "finished"
    ).prefetch_related(
        Prefetch("package__authorisations", documents),
        Prefetch("base__others", Package.objects.select_related("client")),
        Prefetch("finished__verifications", checks),
    )


def files_of(row: AgencySignature) -> list[tuple[str, bytes]]:
    """Names and bytes of what lies in the container that is signed, in its own order."""
    entries = contents(blobs.read(row.source))
    return [(name, data) for name, data in entries.items() if name != "mimetype" and "META-INF/" not in name]


def documents_of(row: AgencySignature) -> list[Document]:
    """The files of the container, each with the document of ours that it is."""
    files = [(name, hashlib.sha256(data).hexdigest()) for name, data in files_of(row)]
    ours = Authorisation.objects.filter(pdf_sha256__in=[sha256 for _name, sha256 in files])
    known = {each.pdf_sha256: each for each in ours.select_related("kind", "portal", "package__client")}
    return [Document(number, name, known.get(sha256)) for number, (name, sha256) in enumerate(files)]


@dataclass(frozen=True)
class Base:
    """Of the client's container that is signed upon: who signed it and when, and what the check says."""

    container: Container
    signatures: Sequence[CountedSignature]
    finding: Finding | None


def base_of_step(row: AgencySignature) -> Base | None:
    """None where the agency signs first or alone."""
    if row.base_id is None:
        return None
    passed = Finding.objects.deciding().filter(
        verification__container=row.base_id, verdict=ReturnVerdict.PASSED
    )
    finding = (
        passed.select_related("verification__container", "decided_by")
        .prefetch_related("verification__signatures", "together__verifications__signatures")
        .first()
    )
    if finding is None:
        return None
    signed = list(finding.verification.signatures.all())
    for container in finding.together.all():
        signed += [one for check in container.verifications.all() for one in check.signatures.all()]
    first: dict[str, CountedSignature] = {}
    for each in sorted(signed, key=lambda one: one.signed_at):
        first.setdefault(each.identity, each)
    return Base(finding.verification.container, list(first.values()), finding)
