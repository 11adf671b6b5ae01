"""The evidence about one container, laid open: what came, what was checked of it, what was found each time.

Everything shown was stored when it happened; nothing is verified, asked or judged anew to draw the page.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts.containers.problems import sentence
from contracts.containers.report import Problem
from contracts.enums import REASONS, ContainerSource, ReturnVerdict, Standing
from contracts.models import Authorisation, Container, CountedSignature, Finding, HandSigned, Verification
from contracts.registration.naming import with_references
from contracts.verification import checklist, comparing, handsigned
from contracts.verification.checklist import Held, Line, Signed
from contracts.verification.returned import COLOURS, OF_BOTH
from desk.outbox import JobState
from desk.people.models import Approval
from desk.records import blobs
from desk.records.models import Blob


@dataclass(frozen=True)
class File:
    """A file of the container. `document` is ours with the same bytes; `foreign`: of another package."""

    name: str
    sha256: str
    size: int
    document: Authorisation | None
    foreign: bool


@dataclass(frozen=True)
class Judge:
    """One who judged the signatures, and what he said."""

    rules: str
    trust_list: str
    verdict: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """One check of the container with everything that it found, the oldest finding first."""

    verification: Verification

    @property
    def again(self) -> bool:
        return self.verification.look_again

    @cached_property
    def findings(self) -> list[Finding]:
        return sorted(self.verification.findings.all(), key=lambda each: each.pk)

    @property
    def last(self) -> Finding | None:
        return self.findings[-1] if self.findings else None

    @property
    def colour(self) -> str:
        return COLOURS.get(ReturnVerdict(self.last.verdict), "info") if self.last else "muted"

    @property
    def busy(self) -> bool:
        return self.verification.state in {JobState.PENDING, JobState.SENDING}

    @property
    def trouble(self) -> str:
        """Why the check was given up, in words; empty when it was not."""
        given_up = self.verification.state in {JobState.FAILED, JobState.UNKNOWN}
        return str(REASONS.get(self.verification.reason, self.verification.reason)) if given_up else ""

    @cached_property
    def reported(self) -> Finding | None:
        """The finding that holds the report on the signatures and files."""
        return next((each for each in self.findings if each.report_id), None)

    @cached_property
    def opinion(self) -> Finding | None:
        """What the machine said of the right before a person decided."""
        waiting = [each for each in self.findings if each.verdict == ReturnVerdict.INDETERMINATE]
        return waiting[-1] if waiting and self.last and self.last.decided_by_id else None

    @cached_property
    def signatures(self) -> list[CountedSignature]:
        return sorted(self.verification.signatures.all(), key=lambda each: each.pk)


@dataclass(frozen=True)
class Evidence:
    """What the page shows: the container, all looks at it, and the report of the one that is laid open."""

    container: Container
    looks: list[Look]
    shown: Look | None
    documents: list[Authorisation]
    elsewhere: Mapping[str, Authorisation]
    approval: Approval | None
    report: Mapping[str, Any] | None
    report_trouble: str
    power: Authorisation | None

    @property
    def by_hand(self) -> HandSigned | None:
        return getattr(self.container, "by_hand", None)

    @property
    def for_agency(self) -> bool:
        return self.container.source == ContainerSource.AGENCY

    @property
    def taken_over(self) -> bool:
        """From before the desk: its files were no drafts of ours, and nobody's right was looked into."""
        return self.container.source == ContainerSource.TAKEOVER

    @property
    def problems(self) -> list[Problem]:
        """Of the look that is shown, the signatures' and the right's."""
        found = [each for row in (self.shown.findings if self.shown else ()) for each in row.all_problems]
        return list(dict.fromkeys(found))

    @property
    def structure(self) -> tuple[Line, ...]:
        return checklist.container_lines(self.report, self._report_problems) if self.report else ()

    @property
    def files(self) -> list[File]:
        ours = {each.pdf_sha256: each for each in self.documents}
        rows = self.report["files"] if self.report else ()
        return [
            File(
                row["name"], row["sha256"], row["size"],
                ours.get(row["sha256"]) or self.elsewhere.get(row["sha256"]), row["sha256"] not in ours,
            )
            for row in rows
        ]  # fmt: skip

    @property
    def file_lines(self) -> tuple[Line, ...]:
        if self.taken_over:
            return ()
        return checklist.lines(checklist.FILES, self._report_problems, self._ours_reached)

    @property
    def our_lines(self) -> tuple[Line, ...]:
        if self.taken_over:
            return ()
        asked = (*checklist.OURS, *(checklist.AGENCY if self.for_agency else ()))
        return checklist.lines(asked, self._report_problems, self._ours_reached)

    @property
    def judge_lines(self) -> tuple[Line, ...]:
        found = checklist.lines(checklist.JUDGES, self.problems, bool(self.report))
        text = _("What judged the signatures is a sample: it is not enough for a live portal.")
        return tuple(
            Line(each.text, Held.WARNED, (text,)) if self.sample and place and each.held is Held.YES else each
            for place, each in enumerate(found)
        )

    @property
    def hand_lines(self) -> tuple[Line, ...]:
        last = self.shown.last if self.shown else None
        problems = last.all_problems if last else []
        return checklist.lines(checklist.BY_HAND, problems, bool(last and last.decided_by_id))

    @property
    def right_lines(self) -> tuple[Line, ...]:
        """By the last word; what a person decided holds by that person's word."""
        last = self.shown.last if self.shown else None
        reached = last is not None and last.verdict in {
            ReturnVerdict.PASSED, ReturnVerdict.PARTIAL, ReturnVerdict.INDETERMINATE
        }  # fmt: skip
        if last is not None and last.verdict == ReturnVerdict.SOUND:
            reached = False
        return checklist.lines(checklist.RIGHT, last.all_problems if last else [], reached)

    @property
    def signed(self) -> list[tuple[Signed, CountedSignature | None]]:
        """Each signature with the person whom it counts for."""
        counted = self.shown.signatures if self.shown else []
        rows = checklist.signatures(self.report) if self.report else []
        return [
            (row, counted[row.counted] if row.counted is not None and row.counted < len(counted) else None)
            for row in rows
        ]

    @property
    def trust_until(self) -> Any:
        return checklist.moment(self.report.get("trust_until")) if self.report else None

    @property
    def judges(self) -> list[Judge]:
        rows = (self.report.get("judges") or [self.report]) if self.report else []
        return [_judge(row) for row in rows]

    @property
    def sample(self) -> bool:
        reported = self.shown.reported if self.shown else None
        return bool(reported and reported.standing == Standing.SAMPLE)

    @cached_property
    def pair(self) -> comparing.Pair | None:
        """Both checks side by side, as they stood at the last word that rests on them."""
        for look in (self.shown, self.deciding):
            for finding in reversed(look.findings if look else []):
                if found := comparing.of_finding(finding, look.signatures if look else []):
                    return found
        return None

    @property
    def opinion(self) -> list[str]:
        """What the comparison said to the person who then decided."""
        said = self.shown.opinion if self.shown else None
        if said is None:
            return []
        itself = sentence(handsigned.ITSELF)
        told = [text for text in said.sentences if text != itself]
        if told or said.check_at_acceptance is None:
            return told
        return [_("By both answers of the register those named had the right to sign.")]

    @property
    def compared(self) -> str:
        """What the comparison of both checks came to where the machine passed it; empty where it did not."""
        last = self.shown.last if self.shown else None
        if last is None or last.verdict != ReturnVerdict.PASSED or last.decided_by_id or self.pair is None:
            return ""
        if self.pair.differences:
            return _(
                "The checks differ; by the register's dates those who signed had the right when they signed."
            )
        return _("Both checks give those who signed the same right.")

    @property
    def deciding(self) -> Look | None:
        """The last check that moved the documents on: looks again move nothing."""
        return next((each for each in self.looks if not each.again), None)

    @property
    def differences(self) -> list[str]:
        """How the newest look again differs from the check that decided; empty where it says the same."""
        newest = self.looks[0] if self.looks else None
        if newest is None or not newest.again or newest.last is None or self.deciding is None:
            return []
        return differences(self.deciding, newest)

    @property
    def _report_problems(self) -> list[Problem]:
        if not self.report:
            return []
        own = [*self.report["problems"], *self.report.get("our_problems", ())]
        return list(dict.fromkeys(checklist.problems_of(own)))

    @property
    def _ours_reached(self) -> bool:
        return bool(self.report and self.report["verdict"] != "failed")


def listed() -> QuerySet[Container]:
    """All that came back signed, the newest first, each with the last `verdict` on which documents rest."""
    last = Finding.objects.deciding().filter(verification__container=OuterRef("pk")).order_by("-pk")
    documents = Authorisation.objects.select_related("kind")
    rows = Container.objects.select_related("package__client", "received_by")
    rows = rows.prefetch_related(Prefetch("package__authorisations", documents))
    return rows.annotate(verdict=Subquery(last.values("verdict")[:1])).order_by("-pk")


def verdict_of(container: Container) -> ReturnVerdict | None:
    """The verdict of a row of `listed`; None before the first."""
    said = getattr(container, "verdict", None)
    return ReturnVerdict(said) if said else None


def of_container(container: Container, wanted: str = "") -> Evidence:
    """Everything about the container; `wanted` chooses the look that is laid open (the deciding one)."""
    together = Finding.together.through.objects.filter(finding=OuterRef("pk")).order_by("container")
    findings = Finding.objects.select_related("decided_by", "report", "by_power__kind", *OF_BOTH)
    findings = findings.annotate(counted_with=ArraySubquery(together.values("container")))
    checks = Verification.jobs.filter(container=container).select_related("wanted_by", "right__check_row")
    checks = checks.prefetch_related(Prefetch("findings", findings), "signatures").order_by("-pk")
    looks = [Look(each) for each in checks]
    chosen = [each for each in looks if str(each.verification.pk) == wanted]
    shown = next(iter([*chosen, *(each for each in looks if not each.again), *looks]), None)
    report, trouble = stored_report(shown.reported.report if shown and shown.reported else None)
    ours = with_references(Authorisation.objects.select_related("kind", "portal", "pdf"))
    prefetch_related_objects([container.package], Prefetch("authorisations", ours))
    documents = list(container.package.authorisations.all())
    about = Approval.objects.filter(subject_kind="package", subject_id=container.package_id)
    about = about.filter(kind__in=["contracts.verdict", handsigned.KIND]).exclude(decided_at=None)
    last = shown.last if shown else None
    return Evidence(
        container=container,
        looks=looks,
        shown=shown,
        documents=documents,
        elsewhere=_elsewhere(report, documents),
        approval=_of_decision(about.select_related("asked_by", "decided_by"), last),
        report=report,
        report_trouble=trouble,
        power=last.by_power if last else None,
    )


def differences(first: Look, later: Look) -> list[str]:
    """What a later look says otherwise than the first, in plain sentences."""
    if first.last is None or later.last is None:
        return []
    found = []
    if first.last.verdict != later.last.verdict:
        words = {"first": first.last.get_verdict_display(), "now": later.last.get_verdict_display()}
        found.append(_("The verdict was “%(first)s” and is “%(now)s” today.") % words)
    before, after = _told(first), _told(later)
    found += [_("New today: %(text)s") % {"text": text} for text in after if text not in before]
    found += [_("No longer so today: %(text)s") % {"text": text} for text in before if text not in after]
    then, now = ({each.identity: each for each in look.signatures} for look in (first, later))
    gone, come = then.keys() - now.keys(), now.keys() - then.keys()
    found += [_("Today the signature of %(name)s does not count.") % {"name": then[i].name} for i in gone]
    found += [_("Today the signature of %(name)s counts too.") % {"name": now[i].name} for i in come]
    return found


def stored_report(blob: Blob | None) -> tuple[Mapping[str, Any] | None, str]:
    """The stored report, or why it cannot be shown."""
    if blob is None:
        return None, ""
    try:
        return json.loads(blobs.read(blob)), ""
    except blobs.Damaged:
        return None, _("The stored report is missing or damaged.")


def _judge(row: Mapping[str, Any]) -> Judge:
    problems = checklist.problems_of(
        [*row["problems"], *(each for signature in row["signatures"] for each in signature["problems"])]
    )
    said = [sentence(each) for each in problems]
    return Judge(
        row.get("rules", ""),
        row.get("trust_list", ""),
        row["verdict"],
        tuple(dict.fromkeys([*said, *row.get("notes", ())])),
    )


def _elsewhere(
    report: Mapping[str, Any] | None, documents: Collection[Authorisation]
) -> dict[str, Authorisation]:
    """By sha256: drafts of ours in the container that belong to other packages."""
    ours = {each.pdf_sha256 for each in documents}
    others = {row["sha256"] for row in report["files"]} - ours if report else set()
    if not others:
        return {}
    rows = Authorisation.objects.filter(pdf_sha256__in=others).select_related("kind", "portal")
    return {each.pdf_sha256: each for each in rows}


def _of_decision(approvals: QuerySet[Approval], finding: Finding | None) -> Approval | None:
    """The question that was put to the second person whose word the finding is."""
    if finding is None or finding.decided_by_id is None:
        return None
    mine = approvals.filter(decided_by=finding.decided_by_id, reason=finding.reason)
    return mine.order_by("-pk").first()


def _told(look: Look) -> list[str]:
    return look.last.sentences if look.last else []
