"""The whole life of one document as a short story, from its draft to its end. Reads, never writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.enums import AuthorisationState, ContainerSource, Effect, Registered, ReturnVerdict
from contracts.life import rules, standing
from contracts.models import (
    Authorisation,
    AuthorisedPerson,
    Container,
    CountedSignature,
    Finding,
    Publication,
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
    desk: bool = False  # the page to which it leads is for the desk alone


def whole() -> QuerySet[Authorisation]:
    """Documents with everything beside them that their pages tell."""
    one = ("kind", "portal", "package__client", "package__drafted_by", "taken_over", "granted_under",
           "end_notice__kind", "pdf", "publication__added_by")  # fmt: skip
    return Authorisation.objects.select_related(*one).prefetch_related("persons", "registrations")


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
        yield Event(
            moment, _("Taken over from what was in force before"), str(package.drafted_by), page, desk=True
        )
        return
    yield Event(package.drafted_at, _("Drafted"), str(package.drafted_by), page, desk=True)
    if package.sent_at:
        yield Event(package.sent_at, _("Sent for signing"), "", page, desk=True)
    if package.reminders and package.reminded_at:
        count = _("reminders so far: %(n)s") % {"n": package.reminders}
        yield Event(package.reminded_at, _("Client reminded to sign"), count, page, desk=True)


def _signed(document: Authorisation) -> Iterator[Event]:
    written = {f"EE{each['code']}": each["name"] for each in document.values.get("representatives", [])}
    named = {f"EE{one.code}": str(one) for one in document.persons.all()}
    for each, for_agency in _signatures(document.package_id):
        page = reverse("contracts:evidence", args=[each.verification.container_id])
        text = _("Signed for the agency") if for_agency else _("Signed")
        name = each.name if for_agency else written.get(each.identity) or named.get(each.identity, each.name)
        yield Event(each.signed_at, text, name, page)
    if document.accepted_at:
        held = _("signatures and the right to give them hold")
        before = _("before the desk, by the table that was taken over")
        yield Event(document.accepted_at, _("Accepted"), before if document.taken_over_id else held)


def _signatures(package: int) -> list[tuple[CountedSignature, bool]]:
    """Each who signed, with the earliest time, and whether it was for the agency: its container holds the
    client's signatures too."""
    passed = Finding.objects.deciding().filter(
        verdict=ReturnVerdict.PASSED, verification__container__package=package
    )
    counted = Q(verification__in=passed.values("verification"))
    counted |= Q(verification__container__in=passed.exclude(together=None).values("together"))
    rows = CountedSignature.objects.filter(counted).select_related("verification__container")
    found: dict[str, tuple[CountedSignature, bool]] = {}
    for each in sorted(rows, key=lambda one: (_is_agency(one), one.signed_at)):
        found.setdefault(each.identity, (each, _is_agency(each)))
    return list(found.values())


def _is_agency(signature: CountedSignature) -> bool:
    return signature.verification.container.source == ContainerSource.AGENCY


def _public(document: Authorisation) -> Iterator[Event]:
    publication: Publication | None = getattr(document, "publication", None)
    if publication is None or publication.added_at is None:
        return
    words = {"reference": publication.reference}
    detail = _("reference %(reference)s") % words if publication.reference else ""
    if publication.added_by:
        detail = " · ".join(filter(None, [detail, str(publication.added_by)]))
    page = reverse("contracts:added", args=[publication.pk])
    yield Event(publication.added_at, _("Added to the portal"), detail, page, desk=True)
    if publication.screenshot_id:
        picture = reverse("contracts:screenshot", args=[publication.pk])
        yield Event(publication.added_at, _("Picture of the portal"), "", picture)


def _registered(document: Authorisation) -> Iterator[Event]:
    rows = [each for each in document.registrations.all() if each.dropped_at is None]
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
