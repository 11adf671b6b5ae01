"""A small page where a person plays the second level: reads the issue, comments, moves it on."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from . import adf
from .acts import act
from .hooks import Hooks
from .shapes import when
from .state import EXPERT, Issue, State
from .workflow import WORKFLOW

STYLE = """body{font:16px/1.5 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#151926}
a,button{color:#0052cc}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem;
border-bottom:1px solid #ddd}pre{white-space:pre-wrap;background:#f4f5f7;padding:1rem}textarea{width:100%}
.s{background:#deebff;padding:.1rem .5rem;border-radius:.3rem}"""


def _page(title: str, body: str) -> HTMLResponse:
    title = escape(title)
    head = f"<meta charset='utf-8'><link rel=icon href='data:,'><title>{title}</title><style>{STYLE}</style>"
    return HTMLResponse(f"<!doctype html><html lang='en'>{head}<h1>{title}</h1>{body}")


def _state(request: Request) -> State:
    state: State = request.app.state.jira
    return state


async def index(request: Request) -> Response:
    rows = "".join(
        f"<tr><td><a href='/browse/{i.key}'>{i.key}</a>"
        f"<td>{escape(i.summary)}<td><span class=s>{i.status.name}</span>"
        for i in sorted(_state(request).issues.values(), key=lambda i: i.created, reverse=True)
    )
    empty = "" if rows else "<p>No issues yet.</p>"
    return _page(
        "JIRA simulator: second level", f"<table><tr><th>Key<th>Summary<th>Status{rows}</table>{empty}"
    )


async def browse(request: Request) -> Response:
    issue = _state(request).find(request.path_params["issue"])
    if issue is None:
        return PlainTextResponse("Issue does not exist", 404)
    said = "".join(
        f"<h3>{escape(c.author['displayName'])}, {c.created:%d.%m.%Y %H:%M}</h3>"
        f"<pre>{escape(adf.text(c.body))}</pre>"
        for c in issue.comments
    )
    moves = "".join(
        f"<button name=transition value={m.id}>{escape(m.to.name)}</button> "
        for m in WORKFLOW[issue.status.id]
    )
    body = f"""<p><a href="/">All issues</a> · <span class=s id=status>{issue.status.name}</span></p>
<form method=post action="/browse/{issue.key}/transition"><p>Move to: {moves}</p></form>
<pre>{escape(adf.text(issue.description))}</pre><h2>Comments</h2>{said}
<form method=post action="/browse/{issue.key}/comment"><label for=c>Comment</label>
<textarea id=c name=body rows=5 required></textarea><p><button>Add comment</button></p></form>"""
    return _page(f"{issue.key}: {issue.summary}", body)


async def comment(request: Request) -> Response:
    issue = _found(request)
    form = await request.form()
    _state(request).comment(issue, str(form["body"]), EXPERT)
    return RedirectResponse(f"/browse/{issue.key}", 303)


async def transition(request: Request) -> Response:
    issue = _found(request)
    form = await request.form()
    if issue.assignee is None:
        _state(request).assign(issue, EXPERT, EXPERT)
    _state(request).transition(issue, str(form["transition"]), EXPERT)
    return RedirectResponse(f"/browse/{issue.key}", 303)


def _found(request: Request) -> Issue:
    issue = _state(request).find(request.path_params["issue"])
    if issue is None:
        raise LookupError("issue")
    return issue


async def add_fault(request: Request) -> Response:
    state, given = _state(request), await request.json()
    for fault in given if isinstance(given, list) else [given]:
        if not act(state, request.app.state.hooks, fault):
            state.faults.append(fault)
    return JSONResponse({"faults": len(state.faults)})


async def load(request: Request) -> Response:
    made = _state(request).load(await request.json())
    return JSONResponse([{"id": i.id, "key": i.key, "updated": when(i.updated)} for i in made])


async def reset(request: Request) -> Response:
    hooks: Hooks = request.app.state.hooks
    _state(request).reset()
    hooks.reset()
    return JSONResponse({"ok": True})


async def journal(request: Request) -> Response:
    issues = [
        {
            "id": i.id,
            "key": i.key,
            "labels": i.labels,
            "status": i.status.name,
            "comments": len(i.comments),
            "changes": sum(len(entry.items) for entry in i.history),
            "updated": when(i.updated),
            "resolution": i.resolution[1] if i.resolution else "",
            "visible": _state(request).visible(i),
        }
        for i in _state(request).issues.values()
    ]
    return JSONResponse({"requests": _state(request).journal, "issues": issues})


async def health(request: Request) -> Response:
    return JSONResponse({"ok": True})


def routes() -> list[Route]:
    return [
        Route("/", index),
        Route("/browse/{issue}", browse),
        Route("/browse/{issue}/comment", comment, methods=["POST"]),
        Route("/browse/{issue}/transition", transition, methods=["POST"]),
        Route("/_faults", add_fault, methods=["POST"]),
        Route("/_load", load, methods=["POST"]),
        Route("/_reset", reset, methods=["POST"]),
        Route("/_journal", journal),
        Route("/healthz", health),
    ]
