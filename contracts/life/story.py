"""The whole life of one document as a short story, from its draft to its end. Reads, never writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts import comparing
from contracts.enums import AuthorisationState, ContainerSource, Effect, Registered, ReturnVerdict
from contracts.life import rules, standing
from contracts.models import (
    Authorisation,
    AuthorisedPerson,
    Container,
    CountedSignature,
    Publication,
    Registration,
)
from desk import workdays


@dataclass(frozen=True)
class Event:
    """One thing that happened, or will, with the document. Without `exact` only its day is known."""

    at: datetime
    text: str
    detail: str = ""
    url: str = ""
    exact: bool = True
    to_come: bool = False


def of(document: Authorisation, today: date) -> list[Event]:
    """Everything that is known of it, the oldest first, what is to come at the end."""
    events = [
        *_drafted(document), *_signed(document), *_public(document), *_registered(document),
        *_reminded(document), *_notices(document), *_ended(document, today), *_did(document),
    ]  # fmt: skip
    return sorted(events, key=lambda each: each.at)


def containers(document: Authorisation) -> QuerySet[Container]:
    """The containers in which its signatures came, the newest first."""
    found = Container.objects.filter(package=document.package_id).select_related("blob")
    return found.order_by("-received_at", "-pk")


def notices(document: Authorisation) -> QuerySet[Authorisation]:
    """Notices that name it as what they end, recalled ones apart, the oldest first."""
    closing = Authorisation.objects.kept().filter(
        package__client=document.package.client_id, kind__effect=Effect.CLOSES, portal=document.portal_id,
        values__ended_number=document.number,
    )  # fmt: skip
    return closing.select_related("kind", "package").order_by("pk")


def _drafted(document: Authorisation) -> Iterator[Event]:
    package = document.package
    page = reverse("contracts:page", args=[package.pk])
    if document.taken_over_id:
        moment = document.taken_over.started_at if document.taken_over else package.drafted_at
        yield Event(moment, _("Taken over from what was in force before"), str(package.drafted_by), page)
        return
    yield Event(package.drafted_at, _("Drafted"), str(package.drafted_by), page)
    if package.sent_at:
        yield Event(package.sent_at, _("Sent for signing"), "", page)
    if package.reminders and package.reminded_at:
        count = _("reminders so far: %(n)s") % {"n": package.reminders}
        yield Event(package.reminded_at, _("Client reminded to sign"), count, page)


def _signed(document: Authorisation) -> Iterator[Event]:
    package = document.package_id
    written = {f"EE{each['code']}": each["name"] for each in document.values.get("representatives", [])}
    for each in comparing.signatures_of([package]).get(package, []):
        page = reverse("contracts:evidence", args=[each.verification.container_id])
        yield Event(each.signed_at, _("Signed"), written.get(each.identity, each.name), page)
    agency = CountedSignature.objects.filter(
        verification__container__package=package,
        verification__container__source=ContainerSource.AGENCY,
        verification__look_again=False,
        verification__findings__verdict=ReturnVerdict.PASSED,
    ).select_related("verification")
    for each in agency.distinct():
        page = reverse("contracts:evidence", args=[each.verification.container_id])
        if each.identity not in written:
            yield Event(each.signed_at, _("Signed for the agency"), each.name, page)
    if document.accepted_at:
        held = _("signatures and the right to give them hold")
        before = _("before the desk, by the table that was taken over")
        yield Event(document.accepted_at, _("Accepted"), before if document.taken_over_id else held)


def _public(document: Authorisation) -> Iterator[Event]:
    publication = Publication.jobs.filter(authorisation=document).select_related("added_by").first()
    if publication is None or publication.added_at is None:
        return
    words = {"reference": publication.reference}
    detail = _("reference %(reference)s") % words if publication.reference else ""
    if publication.added_by:
        detail = " · ".join(filter(None, [detail, str(publication.added_by)]))
    page = reverse("contracts:added", args=[publication.pk])
    yield Event(publication.added_at, _("Added to the portal"), detail, page)


def _registered(document: Authorisation) -> Iterator[Event]:
    rows = Registration.objects.filter(authorisation=document, dropped_at=None).select_related(
        "registered_by"
    )
    for each in rows:
        what = Registered(each.what).label
        if each.registered_at:
            at = each.registered_at
            yield Event(at, _("Entered in the document register"), f"{each.reference} · {what}")
        else:
            waits = _("waits for the registrar, by %(day)s") % {"day": each.due_on.strftime(rules.SHOWN)}
            yield Event(each.handed_over_at, _("Handed to the registrar"), f"{what} · {waits}")


def _reminded(document: Authorisation) -> Iterator[Event]:
    for each in document.expiry_notices.select_related("message"):
        days = _("%(n)s days before the end") % {"n": each.days}
        page = each.message.get_absolute_url() if each.message else ""
        asked = "" if each.message else _("no address works: a person was asked")
        detail = " · ".join(filter(None, [days, asked]))
        yield Event(each.made_at, _("Client reminded that it runs out"), detail, page)


def _notices(document: Authorisation) -> Iterator[Event]:
    for each in notices(document) if document.number else ():
        at = each.accepted_at or each.package.sent_at or each.package.drafted_at
        state = each.get_state_display()
        if each.accepted_at and each.state != AuthorisationState.RECALLED:
            state = _("accepted")
        yield Event(
            at, f"{each.kind} {each.number}".strip(), state, reverse("contracts:document", args=[each.pk])
        )


def _ended(document: Authorisation, today: date) -> Iterator[Event]:
    whole = standing.span(document)
    if whole.opens and whole.last is not None and document.accepted_at:
        yield _end(whole.last, _basis(document), today)
    for one in document.persons.all():
        if one.last_day is not None and (whole.last is None or one.last_day < whole.last):
            yield _end(one.last_day, one.end_basis or one.get_end_reason_display(), today, str(one))


def _basis(document: Authorisation) -> str:
    """What the computed day rests on; where the text itself bounds it, its period."""
    span = standing.span(document)
    if document.last_day is None or span.last != document.last_day:
        return rules.because("expired")
    return document.end_basis or document.get_end_reason_display()


def _end(last: date, basis: str, today: date, whose: str = "") -> Event:
    over = last < today
    text = _("Stood for the last day") if over else _("Stands for the last day")
    at = workdays.at(last, time(23, 59, 59))
    return Event(at, f"{text}: {whose}" if whose else text, basis, exact=False, to_come=not over)


def _did(document: Authorisation) -> Iterator[Event]:
    """What a notice ended."""
    if document.kind.effect != Effect.CLOSES or document.accepted_at is None:
        return
    ended = Authorisation.objects.filter(end_notice=document).select_related("kind")
    persons = AuthorisedPerson.objects.filter(end_notice=document).select_related("authorisation__kind")
    whole = {each.pk: each for each in ended}
    for each in whole.values():
        yield Event(document.accepted_at, _("Ended %(what)s") % {"what": f"{each.kind} {each.number}"},
                    each.end_basis, reverse("contracts:document", args=[each.pk]))  # fmt: skip
    for one in persons:
        if one.authorisation_id not in whole:
            words = {"what": f"{one.authorisation.kind} {one.authorisation.number}", "who": one}
            yield Event(document.accepted_at, _("Ended %(what)s for %(who)s") % words, one.end_basis,
                        reverse("contracts:document", args=[one.authorisation_id]))  # fmt: skip
