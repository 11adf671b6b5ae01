"""Drafting: which documents, whom they name and what stands in them, on one page that loses nothing typed."""

from datetime import date
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts import actions
from contracts.drafting import anew, filling, known, previewing
from contracts.drafting.known import Circle
from contracts.drafting.sheet import STEPS, Ground, Sheet, offered
from contracts.enums import Effect
from contracts.life import refusals
from contracts.life.ending import endable
from contracts.life.ends import RULE
from contracts.models import Authorisation
from contracts.permissions import drafts
from desk.clients import actions as clients
from desk.clients import protection
from desk.clients.enums import ContactKind, Works
from desk.clients.models import Client, ContactPoint, Person
from desk.enquiries.models import Enquiry
from desk.guides.models import GuideVersion
from desk.http import Refused, writes
from desk.people.models import User
from desk.records import access
from registry.models import Check


@writes(drafts, form=True)
def draft(request: HttpRequest, client: int) -> HttpResponse:
    """The drafting page of a client; `?enquiry=` ties the documents to an enquiry, `?kinds=` and `?person=`
    choose at first. A button of `STEPS` draws the page anew with what was typed; any other drafts.
    """
    whom = get_object_or_404(Client, pk=client)
    enquiry = _enquiry(request, whom)
    step = pressed(request)
    if step in {"works", "prefer"}:
        _try_contact(request, whom, enquiry)
    elif step == "learn":
        _learn_contact(request, whom)
    check = filling.last_check(whom)
    ground = _ground(request, whom, enquiry, check)
    data = anew.carried(typed(request), whom)
    sheet = Sheet(data, ground, judge=request.method == "POST" and not step)
    if sheet.judge and sheet.must_arrange:
        sheet = Sheet(data, ground, judge=False)
        messages.info(request, _("Look through what has filled itself, then draft."))
    elif sheet.judge:
        answer = _draft(request, whom, enquiry, sheet)
        if answer is not None:
            return answer
    _name(request, whom, sheet, f"enquiry:{enquiry.pk}" if enquiry else "drafting")
    return render(request, "contracts/draft.html", _context(request, whom, enquiry, sheet, check))


def typed(request: HttpRequest) -> QueryDict:
    """What was typed; a form that holds no choice of documents leaves it to the address."""
    if request.method != "POST":
        return request.GET
    data = request.POST.copy()
    if "sheet" not in data:
        data.setlist("kinds", request.GET.getlist("kinds"))
    return data


def pressed(request: HttpRequest) -> str:
    """Which button of those that draft nothing was pressed."""
    return next((name for name in STEPS if name in request.POST), "")


def _ground(request: HttpRequest, client: Client, enquiry: Enquiry | None, check: Check | None) -> Ground:
    """What is known; nothing is read for a page on which no document is chosen yet."""
    asked_for = request.GET.get("person", "")
    persons = Person.objects.distinct_ones()
    chosen = persons.filter(pk=int(asked_for)).first() if asked_for.isdecimal() else None
    first = chosen or (enquiry.person if enquiry else None)
    judgement = check.judgement if check else None
    kinds, codes = offered(), set(typed(request).getlist("kinds"))
    wanted = [kind for kind in kinds if kind.code in codes]
    circle, portal = Circle(), None
    if wanted:
        circle = known.circle([client], first, judgement, _protected(request))
        last = Authorisation.objects.filter(package__client=client).order_by("-pk")
        portal = last.values_list("portal_id", flat=True).first()
    return Ground(
        clients=[client],
        kinds=kinds,
        circle=circle,
        first=circle.get(known.key_of(first)) if first else None,
        person=first,
        asked_for=chosen.personal_code if chosen else "",
        judgement=judgement,
        endable=endable(client) if any(each.effect == Effect.CLOSES for each in wanted) else (),
        refusable=refusals.refusable(client) if any(map(refusals.refuses, wanted)) else (),
        language=enquiry.language if enquiry else client.language,
        ends=request.GET.get("ends", ""),
        portal=str(portal or ""),
    )


def _protected(request: HttpRequest) -> known.Owners:
    """Asked once a page: the masks of contacts ask for the same."""
    found: known.Owners = request.__dict__.get("protected_owners") or protection.owners()
    request.__dict__["protected_owners"] = found
    return found


def _draft(
    request: HttpRequest, client: Client, enquiry: Enquiry | None, sheet: Sheet
) -> HttpResponse | None:
    if not sheet.documents:
        messages.error(request, _("Choose at least one document."))
        return None
    if not sheet.sound() or not sheet.on_purpose:
        return None
    assert sheet.package is not None
    try:
        package = actions.draft(
            client=client,
            enquiry=enquiry,
            language=sheet.package.cleaned_data["language"],
            signers=sheet.package.cleaned_data.get("signers", ""),
            documents=sheet.wanted(),
            **sheet.reason,
            by=cast(User, request.user),
        )
    except Refused as refused:
        sheet.place.add_error(None, list(refused.texts))
        return None
    messages.success(request, _("The documents were drafted."))
    return redirect("contracts:page", package.pk)


def _enquiry(request: HttpRequest, client: Client) -> Enquiry | None:
    wanted = request.GET.get("enquiry", "")
    if not wanted.isdecimal():
        return None
    mine = Enquiry.objects.readable_by(cast(User, request.user)).select_related("person", "topic")
    return mine.filter(pk=int(wanted), client=client).first()


def _try_contact(request: HttpRequest, client: Client, enquiry: Enquiry | None) -> None:
    """What was heard of a contact in the call: that it works or not, or that it should be used first."""
    number, _sign, said = (request.POST.get("works") or request.POST.get("prefer") or "").partition(":")
    mine = ContactPoint.objects.of_client(client.pk)
    if enquiry and enquiry.person_id:
        mine |= ContactPoint.objects.of_person(enquiry.person_id).distinct()
    contact = get_object_or_404(mine.distinct(), pk=int(number) if number.isdecimal() else 0)
    by = cast(User, request.user)
    try:
        if "prefer" in request.POST:
            clients.prefer_contact(contact=contact, by=by)
        elif said == "no":
            clients.fail_contact(contact=contact, by=by)
        else:
            clients.confirm_contact(contact=contact, by=by)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))


def _learn_contact(request: HttpRequest, client: Client) -> None:
    """A phone or an address of the client that was heard in the call."""
    value = request.POST.get("new_contact", "")
    kind = ContactKind.EMAIL if "@" in value else ContactKind.PHONE
    try:
        clients.add_contact(kind=kind, value=value, client=client, by=cast(User, request.user))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))


def _name(request: HttpRequest, client: Client, sheet: Sheet, purpose: str) -> None:
    """To the access log: whom the page shows."""
    access.shows(request, "client", client.pk, client_id=client.pk, purpose=purpose)
    named = {row.one.key for document in sheet.documents for row in document.rows if row.one and row.one.ours}
    for key in sorted(named):
        access.shows(request, "person", int(key[1:]), client_id=client.pk, purpose=purpose)


def _context(
    request: HttpRequest, client: Client, enquiry: Enquiry | None, sheet: Sheet, check: Check | None
) -> dict[str, object]:
    by = cast(User, request.user)
    contacts = list(client.contacts.usable())
    emails = filling.working_emails(client)
    phones = [each for each in contacts if each.kind == ContactKind.PHONE and each.works == Works.YES]
    phones.sort(key=lambda each: not each.preferred)
    printed = filling.printed_first([*emails, *phones], _protected(request))
    texts = filling.texts_for(sheet.kinds, sheet.portal) if sheet.portal else {}
    values = {"representatives": sheet.signers, "client_code": client.code, "client_email": emails}
    lacks = filling.lacks_of(client, sheet.kinds, texts.values(), values)
    lacks += filling.without_text(sheet.kinds, texts)
    own = GuideVersion.objects.in_force().about(enquiry.topic.code) if enquiry and sheet.own else None
    return {
        "client": client,
        "person": sheet.ground.person,
        "enquiry": enquiry,
        "sheet": sheet,
        "keeps": f"{client.pk}-{enquiry.pk if enquiry else 0}",
        "check": check,
        "contacts": contacts,
        "emails": emails,
        "printed": printed,
        "lacks": lacks,
        "guides": own[:3] if own is not None else [],
        "last_package": client.packages.owned_by(by.pk).values_list("pk", flat=True).first() or 0,
        "following": _following(sheet),
        "previews": previewing.of_sheet(client, sheet, by) if pressed(request) == "preview" else [],
    }


def _following(sheet: Sheet) -> list[dict[str, str]]:
    """For each notice whose document is chosen: where it is told what will stop working with it."""
    found = []
    for each in sheet.documents:
        one = each.endable.get(str(each["ended"].value() or "")) if "ended" in each.fields else None
        if one is None:
            continue
        day = each["ends_on"].value() if "ends_on" in each.fields else ""
        asked = {
            "person": one.person.pk if one.person else "",
            "kind": each.kind.pk,
            "rule": each[RULE].value() if RULE in each.fields else "",
            "day": day.strftime("%d.%m.%Y") if isinstance(day, date) else day or "",
        }
        address = reverse("contracts:what_ends", args=[one.document.pk])
        found.append({"label": one.label, "url": f"{address}?{urlencode(asked)}"})
    return found
