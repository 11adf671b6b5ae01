"""What people see: who logs in and by what, and the session that goes on."""

import html
from urllib.parse import urlencode

from tests.simulators.identity.houses import House, Session
from tests.simulators.identity.people import CLIENTS, STAFF, STRANGERS, Person
from tests.simulators.identity.tokens import Json

METHODS = {"idcard": "ID-card", "mID": "Mobile-ID", "smartid": "Smart-ID", "eIDAS": "another country's eID"}
FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main>
<h1>{title}</h1><p>This page plays the state's authentication service. Nobody is asked for a card.</p>
{body}</main></body></html>"""


def _link(house: House, asked: Json, text: str, **more: str) -> str:
    address = html.escape(f"{house.path}{house.authorize}?{urlencode({**asked, **more})}")
    return f'<a href="{address}">{html.escape(text)}</a>'


def choose(house: House, asked: Json) -> str:
    """Everybody, each by every means; and the way back."""

    def line(person: Person) -> str:
        name = f"{person.given} {person.family}"
        first = _link(house, asked, name, who=person.code)
        others = [
            _link(house, asked, f"{words}: {person.family} {person.given}", who=person.code, method=method)
            for method, words in METHODS.items()
            if method != "idcard"
        ]
        return f"<li>{first} <small>({' · '.join(others)})</small></li>"

    groups = [("People of the desk", STAFF), ("Clients", CLIENTS), ("Nobody of the desk", STRANGERS)]
    if not house.path:
        groups = [groups[1]]
    lists = "".join(
        f"<h2>{title}</h2><ul>{''.join(line(person) for person in people)}</ul>" for title, people in groups
    )
    cancel = f"<p>{_link(house, asked, 'Give up', who='cancel')}</p>"
    return FRAME.format(title="Test login", body=lists + cancel)


def go_on(house: House, asked: Json, session: Session) -> str:
    """GovSSO knows this browser already."""
    name = f"{session.who.given} {session.who.family}"
    lines = [
        _link(house, asked, f"Continue as {name}", who="continue"),
        _link(house, asked, "Log in as another person", who="anew"),
        _link(house, asked, "Give up", who="cancel"),
    ]
    body = "".join(f"<p>{line}</p>" for line in lines)
    return FRAME.format(title="Your GovSSO session", body=body)
