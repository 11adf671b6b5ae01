"""What the documents would say, before any is drafted: the Estonian text and, beside it, its translation."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from contracts.drafting import filling
from contracts.drafting.sheet import Sheet
from contracts.models import Authorisation, Package
from contracts.printing import templating
from desk import clock
from desk.clients.models import Client
from desk.people.models import User


@dataclass(frozen=True)
class Preview:
    """One document in one language. `html` has passed the templates' allow-list of tags."""

    title: str
    language: str
    html: SafeString


def of_sheet(client: Client, sheet: Sheet, by: User) -> list[Preview]:
    """Every document of the sheet as it stands now, gaps and all; nothing is kept."""
    if sheet.portal is None:
        return []
    chosen = sheet.package["signers"].value() if sheet.package and "signers" in sheet.package.fields else ""
    language = str(sheet.package["language"].value()) if sheet.package else client.language
    languages = list(dict.fromkeys([filling.BINDING_LANGUAGE, language]))
    package = Package(client=client, drafted_by=by, drafted_at=clock.now())
    shared: dict[str, Any] = filling.known(package, Authorisation(portal=sheet.portal), str(chosen or ""))
    found = []
    texts = {each: filling.texts_for(sheet.kinds, sheet.portal, each) for each in languages}
    for wanted in sheet.wanted():
        persons = [filling.asked(wanted.kind, wanted.values), *wanted.persons]
        values = {**persons[0], **shared, **_clauses(wanted.values), "persons": _rows(persons)}
        for each in languages:
            if version := texts[each].get(wanted.kind.pk):
                html = templating.render(version.body, values)
                found.append(Preview(version.title, each, _lower(html)))
    return found


def _rows(persons: list[Any]) -> list[dict[str, str]]:
    first = {column: str(persons[0].get(name, "")) for name, column in filling.PERSON_FIELDS.items()}
    return [row for row in [first, *persons[1:]] if row["last_name"] or row["code"]]


def _clauses(values: Any) -> dict[str, bool]:
    return {name: bool(value) for name, value in values.items() if name.startswith("clause_")}


def _lower(html: str) -> SafeString:
    """Its headings below those of the page that shows it."""
    for level in (3, 2, 1):
        html = html.replace(f"<h{level}", f"<h{level + 2}").replace(f"</h{level}>", f"</h{level + 2}>")
    return mark_safe(html)  # noqa: S308  cleaned by templating.render
