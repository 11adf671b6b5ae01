"""A recalled document as if somebody had typed it on the drafting page anew: only the mistake is mended."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.translation import override

from contracts.drafting.filling import BINDING_LANGUAGE, PERSON_FIELDS
from contracts.drafting.sheet import AGAIN
from contracts.life import standing
from contracts.life.ends import RULE
from contracts.life.refusals import NUMBER
from contracts.life.rules import SHOWN
from contracts.models import Authorisation
from contracts.printing.placeholders import ASKED_BY_NAME, SERVICES
from desk import workdays
from desk.clients.models import Client


def carried(typed: QueryDict, client: Client) -> QueryDict:
    """What the page begins with: what stood in the documents named by `from`; else what was typed."""
    wanted = [each for each in typed.getlist("from") if each.isdecimal()]
    if not wanted or "sheet" in typed:
        return typed
    renewed = typed.get("renew") == "1"
    rows = Authorisation.objects.filter(package__client=client, pk__in=wanted)
    documents = list(rows.select_related("kind", "portal", "package").prefetch_related("persons"))
    data = typed.copy()
    taken: dict[str, int] = {}
    for each in documents:
        code = each.kind.code
        taken[code] = taken.get(code, 0) + 1
        key = code if taken[code] == 1 else f"{code}{AGAIN}{taken[code]}"
        if key != code:
            data.appendlist("document", key)
        data.appendlist("shown", key)
        data.setdefault("portal", str(each.portal_id))
        data.setdefault("language", each.package.language)
        data.setdefault("why_by_hand", each.package.why_by_hand)
        data.setdefault("why_text", each.package.why_text)
        for name, value in _fields(each, key, going_on=renewed):
            if not renewed or name not in {f"{key}-valid_from", f"{key}-valid_until"}:
                data.appendlist(name, value)
        if renewed and "valid_from" in each.kind.asks:
            start = _goes_on(each)
            data.appendlist(f"{key}-valid_from", start.strftime(SHOWN))
            if each.valid_from and each.valid_until:  # for as long as before
                until = start + (each.valid_until - each.valid_from)
                data.appendlist(f"{key}-valid_until", until.strftime(SHOWN))
    data.setlist("kinds", list(dict.fromkeys([*data.getlist("kinds"), *taken])))
    return data


def _goes_on(document: Authorisation) -> date:
    """The first day of what follows the document without a gap; today where it is without term or over."""
    last = standing.span(document).last
    return max(workdays.today(), last + timedelta(days=1)) if last else workdays.today()


def _fields(document: Authorisation, key: str, *, going_on: bool) -> Iterator[tuple[str, str]]:
    """Names of the page's fields with what stood in the document; of persons those who go on with it."""
    named = list(document.persons.all())
    persons = [one for one in named if not going_on or one.last_day is None]
    for number, person in enumerate(persons, start=1):
        yield f"{key}-row", str(number)
        prefix = key if number == 1 else f"{key}-{number}"
        for name, column in PERSON_FIELDS.items():
            yield f"{prefix}-{name}", getattr(person, column)
    for name, value in document.values.items():
        if name.startswith("clause_"):
            asked_type = "flag"
        elif name in {RULE, NUMBER}:
            asked_type = "text"
        elif name in document.kind.asks and not (named and name in PERSON_FIELDS):
            asked_type = ASKED_BY_NAME[name].type
        else:
            continue
        for text in _texts(asked_type, value):
            yield f"{key}-{name}", text


def _texts(asked_type: str, value: object) -> list[str]:
    if asked_type == "flag":
        return ["on"] if value else []
    if asked_type == "services":
        chosen = {row["service"] for row in value} if isinstance(value, list) else set()
        with override(BINDING_LANGUAGE):  # as they were written into the document
            return [code for code, label in SERVICES if str(label) in chosen]
    return [str(value)] if value else []
