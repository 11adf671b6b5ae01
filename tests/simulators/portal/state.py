"""What the portal holds, and the bad days it was told to have."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TALLINN = ZoneInfo("Europe/Tallinn")
Json = dict[str, Any]
PAGE = 200  # users of a page, unless asked for fewer


def today() -> date:
    """A day of the portal ends at midnight in Tallinn."""
    return datetime.now(TALLINN).date()


@dataclass
class State:
    """Everything in memory; `writes` counts the PUTs that changed something, `asked` every request."""

    token: str
    entries: dict[str, Json] = field(default_factory=dict)
    # Users whom somebody added in the portal itself, as lines of its list.
    strangers: list[Json] = field(default_factory=list)
    faults: list[Json] = field(default_factory=list)
    writes: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, entry_id: str, body: Json) -> tuple[int, Json]:
        """Status and answer of a PUT."""
        with self.lock:
            there = self.entries.get(entry_id)
            if there is not None:
                same = there["body"] == body
                return (200, there["answer"]) if same else (409, {"error": "another document is here"})
            self.writes += 1
            answer = {
                "id": entry_id,
                "reference": f"PRT-{len(self.entries) + 1:05d}",
                "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "document_sha256": body.get("document_sha256"),
            }
            self.entries[entry_id] = {"body": body, "answer": answer}
            return 201, answer

    def fault(self, method: str, path: str = "") -> Json | None:
        """The next bad day for this method and beginning of a path, used up."""
        with self.lock:
            for fault in self.faults:
                if fault.get("method", method) == method and path.startswith(fault.get("path", "")):
                    fault["times"] = int(fault.get("times", 1)) - 1
                    if fault["times"] <= 0:
                        self.faults.remove(fault)
                    return fault
        return None

    def reset(self) -> None:
        with self.lock:
            self.entries.clear()
            self.strangers.clear()
            self.faults.clear()
            self.asked.clear()
            self.writes = 0

    def told(self) -> list[Json]:
        """Everything that was told, oldest first."""
        with self.lock:
            return [{**entry["body"], **entry["answer"]} for entry in self.entries.values()]

    def access(self, client_code: str, person_code: str, on: date | None = None) -> tuple[bool, str]:
        """May this person use the portal for this client, and why: what a person sees at the login."""
        day = on or today()
        documents = [each for each in self.told() if each.get("client_code") == client_code]
        notices = [each for each in documents if each.get("ends") or each.get("also_ends")]
        valid = [each for each in documents if each["effect"] == "opens"]
        if not any(each["kind"] == "user_contract" and _runs(each, "", notices, day) for each in valid):
            return False, "Kasutuslepingut ei ole."
        for each in valid:
            held = {one["code"] for one in each.get("holders", [])}
            if person_code in held and _runs(each, person_code, notices, day):
                return True, f"Juurdepääs on avatud: {each['number']}."
        return False, "Kasutusleping on olemas, kuid sellele isikule ei ole volitust antud."

    def users(self, portal: str, after: str, limit: int) -> Json:
        """A page of the portal's list of users: whole references, sorted, those after `after`."""
        lines = sorted(
            (line for line in self._lines(portal) if line["reference"] > after), key=lambda x: x["reference"]
        )
        page = lines[:limit]
        while len(page) < len(lines) and lines[len(page)]["reference"] == page[-1]["reference"]:
            page.append(lines[len(page)])  # those of one reference stay together
        return {"portal": portal, "users": page, "more": len(page) < len(lines)}

    def _lines(self, portal: str) -> Iterator[Json]:
        told = self.told()
        notices = [each for each in told if each.get("ends") or each.get("also_ends")]
        for each in told:
            if each["effect"] != "opens" or each.get("portal") != portal:
                continue
            for one in each.get("holders") or [{"first_name": "", "last_name": "", "code": ""}]:
                until = _until(each, one["code"], notices)
                if until is not None and until < today():
                    continue  # no user of the portal any more
                kept = ("reference", "client_code", "client_name", "kind", "number", "valid_from")
                names = {name: one[name] for name in ("first_name", "last_name", "code")}
                line = {name: each.get(name) for name in kept} | names
                yield line | {"valid_until": until.isoformat() if until else None}
        yield from (
            {name: value for name, value in line.items() if name != "portal"}
            for line in self.strangers
            if line.get("portal", portal) == portal
        )


def _runs(document: Json, person_code: str, notices: list[Json], day: date) -> bool:
    until = _until(document, person_code, notices)
    return until is None or day <= until


def _until(document: Json, person_code: str, notices: list[Json]) -> date | None:
    """The last day of this document for this person, by its own term and the notices that end it.

    A notice that names persons ends the document for them alone; one that names nobody the whole.
    """
    days = [date.fromisoformat(document["valid_until"])] if document.get("valid_until") else []
    for notice in notices:
        if notice.get("client_code") != document.get("client_code"):
            continue
        named = {one["code"] for one in notice.get("holders", [])}
        primary = notice.get("ends") == document["number"] and (not named or person_code in named)
        if primary or document["number"] in notice.get("also_ends", []):
            closed = notice.get("effective_on") or notice["added_at"][:10]
            days.append(date.fromisoformat(closed) - timedelta(days=1))
    return min(days, default=None)
