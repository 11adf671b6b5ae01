"""Templates: a text is never changed. Saving one writes its next version, which waits for a second person."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.enums import TextState
from contracts.models import Template, TemplateVersion, VersionDecision
from contracts.printing import versions
from contracts.printing.palette import problems_for
from desk import workdays
from desk.http import Refused
from desk.people.actions import ask_second, tell, withdraw_about
from desk.people.enums import ApprovalState, Role
from desk.people.models import Approval, User, UserRole
from desk.records.actions import note

KIND = "contracts.text"  # of the second person's look (contracts.second)
SUBJECT = "template_version"


@transaction.atomic
def revise(
    *, template: Template, title: str, body: str, valid_from: date, by: User, header: str = ""
) -> TemplateVersion:
    """Write the next version of a text; the newest one where nothing differs from it.

    It is drafted from once a second person has approved it; one that still waited gives way to it. Documents
    drafted before keep the version they were drafted from. Raises Refused with every problem of the text.
    """
    found = problems_for(template.kind, body)
    if found:
        raise Refused(*found)
    Template.objects.select_for_update().get(pk=template.pk)
    newest = template.versions.select_related("decision").order_by("-number").first()
    if newest and not versions.is_refused(newest) and _text(newest) == (title, header, body, valid_from):
        return newest
    last = template.versions.aggregate(last=Max("number"))["last"] or 0
    for waiting in template.versions.filter(decision=None):
        _give_way(waiting, last + 1, by)
    version = TemplateVersion.objects.create(
        template=template, number=last + 1, title=title, header=header, body=body, valid_from=valid_from,
        made_by=by,
    )  # fmt: skip
    _note("contracts.template", version, by)
    _ask(version, by)
    return version


def _ask(version: TemplateVersion, by: User) -> None:
    template, subject = _named(version), (SUBJECT, version.pk)
    if ask_second(kind=KIND, subject=subject, by=by, template=template, version=version.number) is None:
        VersionDecision.objects.create(version=version, approved=True)
        return
    today = UserRole.objects.in_force(workdays.today()).filter(role=Role.ADMINISTRATOR)
    keepers = User.objects.filter(is_active=True, roles__in=today).exclude(pk=by.pk)
    tell(
        users=keepers, kind="contracts.text_waits", subject=subject, template=template,
        version=version.number,
    )  # fmt: skip


def _give_way(version: TemplateVersion, number: int, by: User) -> None:
    with override("et"):
        reason = _("Replaced by version %(number)s before anybody decided.") % {"number": number}
    VersionDecision.objects.create(version=version, approved=False, decided_by=by, reason=reason)
    withdraw_about(kind=KIND, subject=(SUBJECT, version.pk), by=by)


@transaction.atomic
def withdraw_version(*, version: TemplateVersion, by: User) -> None:
    """The one who wrote a text takes it back before a second person has decided."""
    Template.objects.select_for_update().get(pk=version.template_id)
    version.refresh_from_db()
    if versions.state(version) != TextState.WAITING:
        raise Refused(_("This version has been decided already."))
    if version.made_by_id != by.pk:
        raise Refused(_("Only the person who wrote the text takes it back."))
    VersionDecision.objects.create(version=version, approved=False, decided_by=by)
    withdraw_about(kind=KIND, subject=(SUBJECT, version.pk), by=by)
    _note("contracts.template_withdrawn", version, by)


def hold(approval: Approval) -> None:
    """Lock the text before the question about it, in the order in which saving locks them."""
    Template.objects.select_for_update(of=("self",)).filter(versions=approval.subject_id).first()


def version_said(approval: Approval) -> None:
    """The second person's word on a text; whoever wrote it learns it. Called in their transaction."""
    versions_of = TemplateVersion.objects.select_related("template__kind", "template__portal")
    version = versions_of.filter(pk=approval.subject_id, decision=None).first()
    if version is None or approval.decided_by is None:
        return
    approved = approval.state == ApprovalState.APPROVED
    if approved and (found := problems_for(version.template.kind, version.body)):
        raise Refused(_("The kind has changed meanwhile, and the text no longer fits it."), *found)
    VersionDecision.objects.create(
        version=version, approved=approved, decided_at=approval.decided_at or version.made_at,
        decided_by=approval.decided_by, reason=approval.reason,
    )  # fmt: skip
    kind = "contracts.template_approved" if approved else "contracts.template_refused"
    _note(kind, version, approval.decided_by)
    tell(
        users=[approval.asked_by], subject=(SUBJECT, version.pk), template=_named(version),
        version=version.number,
        kind="contracts.text_approved" if approved else "contracts.text_refused",
    )  # fmt: skip


def _text(version: TemplateVersion) -> tuple[str, str, str, date]:
    return version.title, version.header, version.body, version.valid_from


def _named(version: TemplateVersion) -> str:
    with override("et"):
        return str(version.template)


def _note(kind: str, version: TemplateVersion, by: User) -> None:
    note(
        kind=kind, subject=("template", version.template_id), client_id=None, by=by,
        template=version.template.kind.code, version=version.number,
    )  # fmt: skip
