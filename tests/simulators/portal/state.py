"""What the portal holds, and the bad days it was told to have."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


@dataclass
class State:
    """Everything in memory; `writes` counts the PUTs that changed something, `asked` every request."""

    token: str
    entries: dict[str, Json] = field(default_factory=dict)
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
                "reference": f"PRT-{len(self.entries) + 1:05d}",
                "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            self.entries[entry_id] = {"body": body, "answer": answer}
            return 201, answer

    def fault(self, method: str) -> Json | None:
        """The next bad day for this method, used up."""
        with self.lock:
            for fault in self.faults:
                if fault.get("method", method) == method:
                    fault["times"] = int(fault.get("times", 1)) - 1
                    if fault["times"] <= 0:
                        self.faults.remove(fault)
                    return fault
        return None

    def reset(self) -> None:
        with self.lock:
            self.entries.clear()
            self.faults.clear()
            self.asked.clear()
            self.writes = 0

    def documents_of(self, code: str) -> list[Json]:
        """What was told about one client, oldest first."""
        return [
            {**entry["body"], **entry["answer"]}
            for entry in self.entries.values()
            if entry["body"].get("client_code") == code
        ]

    def access(self, client_code: str, person_code: str) -> tuple[bool, str]:
        """May this person use the portal for this client, and why: what a person sees at the login."""
        documents = self.documents_of(client_code)
        notices = [each for each in documents if each["effect"] == "closes"]
        # A notice that names persons ends the document for them alone; one that names nobody ends the whole.
        ended = {each.get("ends") for each in notices if not each.get("holders")}
        valid = [each for each in documents if each["effect"] == "opens" and each["number"] not in ended]
        contract = next((each for each in valid if each["kind"] == "user_contract"), None)
        if contract is None:
            return False, "Kasutuslepingut ei ole."
        gone = {(each.get("ends"), one["code"]) for each in notices for one in each.get("holders", [])}
        for each in valid:
            held = {one["code"] for one in each.get("holders", [])}
            if person_code in held and (each["number"], person_code) not in gone:
                return True, f"Juurdepääs on avatud: {each['number']}."
        return False, "Kasutusleping on olemas, kuid sellele isikule ei ole volitust antud."
