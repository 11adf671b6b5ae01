"""Moving an issue on: which ways the workflow offers, and the one that leads where we want."""

from tickets.gateway import wire
from tickets.gateway.reading import shaped
from tickets.gateway.values import NotClosed, Transition

STEPS = 3  # to a done status, from there to the wanted one, and a look that it stands there
_ALREADY_SENT = {"resolution"}

Json = wire.Json


def transitions(issue_id: str) -> list[Transition]:
    """What our account may do with the issue now."""
    with shaped():
        asked = {"expand": "transitions.fields"}
        found = wire.ask("GET", f"issue/{issue_id}/transitions", asked, writes=False)
        return [_transition(raw) for raw in found["transitions"]]


def close(issue_id: str, wanted: str, resolution: str = "") -> None:
    """Move the issue to the status `wanted` (id or name), else to any status of category done.

    Asks before each step where it stands, so it may be asked again. `resolution` (id or name) is filled in
    where a screen on the way offers it. NotClosed: "no_transition" when the workflow offers this account
    no way there, "no_resolution" when a screen wants one and offers none of that name, "screen:<fields>"
    when it wants what we cannot know.
    """
    for _step in range(STEPS):
        with shaped():
            issue = wire.ask("GET", f"issue/{issue_id}", {"fields": "status"}, writes=False)
            status = issue["fields"]["status"]
            stands, category = (str(status["id"]), str(status["name"])), status["statusCategory"]["key"]
        if wanted and wanted in stands:
            return
        offered = transitions(issue_id)
        way = next((t for t in offered if wanted and wanted in (t.status_id, t.status)), None)
        if way is None and category == "done":
            return
        way = way or next((t for t in offered if t.category == "done"), None)
        if why := _hindrance(way, resolution):
            raise NotClosed(why, [f"{each.name} → {each.status}" for each in offered])
        if way is not None:
            _go(issue_id, way, resolution)


def _hindrance(way: Transition | None, resolution: str) -> str:
    """Why the issue cannot go this way, as a code; empty when it can."""
    if way is None:
        return "no_transition"
    if unknown := sorted(set(way.required) - _ALREADY_SENT):
        return ("screen:" + ",".join(unknown))[:60]
    chosen = _chosen(way, resolution)
    return "no_resolution" if chosen is None and "resolution" in way.required else ""


def _chosen(way: Transition, resolution: str) -> tuple[str, str] | None:
    return next((r for r in way.resolutions if resolution and resolution in r), None)


def _go(issue_id: str, way: Transition, resolution: str) -> None:
    # The document wants ids as strings; the library's own method sends a number.
    body: Json = {"transition": {"id": way.id}}
    if chosen := _chosen(way, resolution):
        body["fields"] = {"resolution": {"id": chosen[0]}}
    wire.ask("POST", f"issue/{issue_id}/transitions", body, writes=True)


def _transition(raw: Json) -> Transition:
    to, fields = raw["to"], raw.get("fields") or {}
    allowed = (fields.get("resolution") or {}).get("allowedValues") or []
    required = [name for name, f in fields.items() if f.get("required") and not f.get("hasDefaultValue")]
    return Transition(
        id=str(raw["id"]),
        name=str(raw.get("name") or ""),
        status_id=str(to["id"]),
        status=str(to["name"]),
        category=str(to["statusCategory"]["key"]),
        required=tuple(required),
        resolutions=tuple((str(value["id"]), str(value["name"])) for value in allowed),
    )
