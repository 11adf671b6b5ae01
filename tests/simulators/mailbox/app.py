"""The reading side: a page with the letters, their links to click, and JSON for tests."""

from __future__ import annotations

import re
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from . import imap
from .imap import Post
from .smtp import FAULTS, Letter, State

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; color: #1c2430 }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .5rem; border-bottom: 1px solid #d5dbe3 }
pre { white-space: pre-wrap; font: inherit; background: #f4f6f9; padding: 1rem } a { color: #005aa3 }
dt { font-weight: 600 } .note { color: #55606e }
"""


def application(state: State, post: Post) -> Starlette:
    app = Starlette(
        routes=[
            Route("/", _list),
            Route("/letters/{number:int}", _one),
            Route("/letters/{number:int}/raw", _raw),
            Route("/messages", _messages),
            Route("/healthz", _healthz),
            Route("/_faults", _faults, methods=["POST"]),
            Route("/_imap", _imap, methods=["POST"]),
            Route("/_reset", _reset, methods=["POST"]),
            Route("/deliver", _deliver, methods=["POST"]),
        ]
    )
    app.state.mailbox = state
    app.state.post = post
    return app


def _page(title: str, body: str) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        f'<p class="note">Pretended mailbox: nothing leaves this computer.</p><h1>{escape(title)}</h1>{body}'
        "</main></body></html>"
    )


async def _list(request: Request) -> Response:
    rows = "".join(
        f"<tr><td>{letter.number}</td><td>{escape(', '.join(letter.to))}</td>"
        f'<td><a href="/letters/{letter.number}">{escape(letter.subject) or "(no title)"}</a></td>'
        f"<td>{escape(letter.date)}</td></tr>"
        for letter in reversed(_wanted(request))
    )
    if not rows:
        return _page("Mailbox", "<p>No letters yet.</p>")
    head = "<tr><th>No</th><th>To</th><th>Title</th><th>Date</th></tr>"
    return _page("Mailbox", f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>")


async def _one(request: Request) -> Response:
    letter = _letter(request)
    if letter is None:
        return _page("No such letter", '<p><a href="/">All letters</a></p>')
    facts = {
        "To": ", ".join(letter.to), "From": letter.sender, "Date": letter.date,
        "Message-ID": letter.message_id, "Language": letter.language,
    }  # fmt: skip
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    text = _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(letter.text, quote=False))
    return _page(
        letter.subject or "(no title)",
        f'<dl>{rows}</dl><pre lang="{escape(letter.language)}">{text}</pre>'
        f'<p><a href="/">All letters</a> · <a href="/letters/{letter.number}/raw">As received</a></p>',
    )


async def _raw(request: Request) -> Response:
    letter = _letter(request)
    return Response(letter.raw if letter else b"", 200 if letter else 404, media_type="text/plain")


async def _messages(request: Request) -> Response:
    """JSON of all letters, oldest first; `?to=` only those of one address; `links` are those in the text."""
    return JSONResponse(
        [{**letter.shown(), "links": _LINK.findall(letter.text)} for letter in _wanted(request)]
    )


async def _healthz(request: Request) -> Response:
    return JSONResponse({"status": "ok", "smtp": request.app.state.mailbox.address})


async def _faults(request: Request) -> Response:
    """{"fault": one of FAULTS, "only_for": address or "", "slow": seconds}."""
    state: State = request.app.state.mailbox
    wanted = await request.json()
    if wanted.get("fault", "") not in FAULTS:
        return JSONResponse({"faults": FAULTS}, 400)
    for name, value in wanted.items():
        setattr(state, name, value)
    return JSONResponse({"fault": state.fault})


async def _imap(request: Request) -> Response:
    """{"fault": one of imap.FAULTS, "only_uid": N}; {"count_anew": true} gives every letter a new UID."""
    post: Post = request.app.state.post
    wanted = await request.json()
    if wanted.get("fault", "") not in imap.FAULTS:
        return JSONResponse({"faults": imap.FAULTS}, 400)
    post.fault, post.only_uid = wanted.get("fault", ""), int(wanted.get("only_uid", 0))
    if wanted.get("count_anew"):
        post.folders.count_anew()
    return JSONResponse({"fault": post.fault})


async def _deliver(request: Request) -> Response:
    """Put the body of the request into the shared mailbox as it is, however awkward."""
    uid = request.app.state.post.folders.deliver(await request.body())
    return JSONResponse({"uid": uid})


async def _reset(request: Request) -> Response:
    state: State = request.app.state.mailbox
    state.reset()
    request.app.state.post.reset()
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/", 303)
    return JSONResponse({"status": "reset"})


def _wanted(request: Request) -> list[Letter]:
    state: State = request.app.state.mailbox
    to = request.query_params.get("to")
    with state.lock:
        return [letter for letter in state.letters if to is None or to in letter.to]


def _letter(request: Request) -> Letter | None:
    state: State = request.app.state.mailbox
    number = request.path_params["number"]
    with state.lock:
        return state.letters[number - 1] if 0 < number <= len(state.letters) else None
