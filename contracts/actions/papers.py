"""Papers that answer a document sent out: attached, signed by hand taken in, and taken away again."""

from collections.abc import Sequence
from datetime import date
from typing import IO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contracts.actions import handsigned
from contracts.actions.drafting import SUBJECT
from contracts.enums import AnswerKind, ContainerSource, HandSeen
from contracts.models import Package, PaperAnswer
from contracts.registration import archive, incoming, papers
from contracts.verification.handsigned import Signer
from desk import clock
from desk.counter.enums import MailState
from desk.counter.models import IncomingMail
from desk.counter.papers import SUBJECT as PAPER
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note
from registry.uploads import Upload


@transaction.atomic
def attach(*, paper: IncomingMail, package: Package, kind: str, by: User) -> PaperAnswer:
    """The paper is an objection to these documents, or another answer; it stands on both pages."""
    if kind not in (AnswerKind.OBJECTION, AnswerKind.OTHER):
        raise Refused(_("Say what the paper is to these documents."))
    return _attached(paper, package, AnswerKind(kind), by)


@transaction.atomic
def attach_signed(
    *, paper: IncomingMail, package: Package, file: Upload, signed_on: date, seen: HandSeen, note: str,
    signers: Sequence[Signer], by: User,
) -> PaperAnswer:  # fmt: skip
    """The paper is these documents signed by hand: its scan goes the way of every such document."""
    container = handsigned.take_in(
        package=package, file=file, source=ContainerSource.PAPER, signed_on=signed_on, seen=seen, note=note,
        signers=signers, by=by,
    )  # fmt: skip
    return _attached(paper, package, AnswerKind.BY_HAND, by, container=container)


def _attached(
    paper: IncomingMail, package: Package, kind: AnswerKind, by: User, **more: object
) -> PaperAnswer:
    held = IncomingMail.objects.select_for_update().get(pk=paper.pk)
    if held.client_id != package.client_id:
        raise Refused(_("The paper came from another client."))
    if held.state == MailState.DROPPED or not held.document_sha256:
        raise Refused(_("The pages are not put together yet."))
    try:
        with transaction.atomic():
            answer = PaperAnswer.objects.create(
                package=package, paper=held, kind=kind, attached_by=by, **more
            )
    except IntegrityError:
        raise Refused(_("The paper is attached to these documents already.")) from None
    _tell(kind, answer, by)
    return answer


@transaction.atomic
def undo(*, answer: PaperAnswer, by: User) -> PaperAnswer:
    """It is no answer after all. What was taken in as signed by hand is taken back with it, before a second
    person has decided on it."""
    answer.refresh_from_db(from_queryset=PaperAnswer.objects.select_for_update(of=("self",)))
    if answer.undone_at is not None:
        raise Refused(_("It was taken away already."))
    if answer.container is not None:
        handsigned.take_back(container=answer.container, by=by)
    answer.undone_at, answer.undone_by = clock.now(), by
    answer.save(update_fields=["undone_at", "undone_by"])
    _tell("undone", answer, by)
    return answer


def package_of(*, paper: IncomingMail, by: User) -> IO[bytes]:
    """The paper as a package for the document register, at its beginning; who takes it is noted. The caller
    closes it."""
    if not paper.document_sha256 or paper.destroyed_at is not None or paper.kind is None:
        raise Refused(_("The paper has no document: its files are not put together, or were destroyed."))
    contents = incoming.contents(paper)
    try:
        package = archive.build(contents, papers.reader(contents))
    except papers.Gone:
        raise Refused(_("A file of these records was destroyed by rule, or is damaged.")) from None
    except archive.TooMuch:
        raise Refused(_("The paper is too big for a package.")) from None
    note(
        kind="contracts.paper_packaged", subject=(PAPER, paper.pk), client_id=paper.client_id, by=by,
        paper=paper.number,
    )  # fmt: skip
    return package


def _tell(what: str, answer: PaperAnswer, by: User) -> None:
    """The story of the documents, which is the client's too, and the paper's own."""
    stories = (
        ((SUBJECT, answer.package_id), answer.package.client_id),
        ((PAPER, answer.paper_id), None),
    )
    for subject, client_id in stories:
        note(
            kind=f"contracts.paper_{what}", subject=subject, client_id=client_id, by=by,
            paper=answer.paper.number, numbers=answer.package.numbers,
        )  # fmt: skip
