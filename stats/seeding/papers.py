"""Packages of documents: drafted, sent, returned signed or not, added to their portal."""

import json
from typing import Any
from uuid import UUID

from contracts.models import (
    Authorisation,
    Container,
    Finding,
    Package,
    Publication,
    Registration,
    Verification,
)
from stats.seeding import posted
from stats.seeding.copying import stamp
from stats.seeding.world import Matter, World

DRAFTED = 0.63  # of enquiries about access
SECOND = 0.38  # of packages hold two documents
DEFICIENT = 0.13
SIGNED = 0.8


def wanted(world: World, matter: Matter) -> bool:
    """Whether this enquiry ends with documents that are drafted here."""
    if matter.client is None or matter.owner is None or not world.ground.kinds:
        return False
    return matter.subject.group == "access" and world.chance.random() < DRAFTED


def draft(world: World, matter: Matter, at: int) -> None:
    """A package for the client of this enquiry, and what has become of it by the end."""
    assert matter.client is not None  # as `wanted` says
    chance, package = world.chance, world.tables[Package].next_id()
    steps = _steps(world, at)
    state = _state(world, steps)
    row: dict[str, Any] = {
        "id": package, "client_id": world.clients.id(matter.client), "enquiry_id": matter.id,
        "language": matter.language, "drafted_at": stamp(at), "drafted_by_id": matter.owner, "state": state,
        "why_by_hand": chance.choice(("joint", "conditions", "cannot_log_in", "portal_fault")),
        "sending_at": stamp(at + 240), "sending_by_id": matter.owner, "sent_at": stamp(at + 300),
        "sent_to_id": world.clients.mailbox[matter.client], "factor": "none",
        "link_expires_at": stamp(at + 30 * 86400),
    }  # fmt: skip
    documents = _documents(world, matter, package, at, steps, state)
    _returned(world, package, documents, steps)
    if "told" in steps:
        row["ready_letter_id"] = posted.letter(
            world, steps["told"] - 960, "package", package, row["client_id"], matter.language, None
        )
    world.tables[Package].add(**row)


def _steps(world: World, at: int) -> dict[str, int]:
    """When what happened with it, before the end."""
    chance, steps = world.chance, {}
    if chance.random() < SIGNED:
        back = at + int(chance.lognormvariate(11.6, 0.9))  # a day and a half, some weeks
        if chance.random() < DEFICIENT:
            steps["deficient"] = back
            back += chance.randrange(86400, 5 * 86400)
        steps["returned"] = back
        steps["accepted"] = back + chance.randrange(1800, 2 * 86400)
        steps["published"] = steps["accepted"] + chance.randrange(600, 86400)
        steps["told"] = steps["published"] + 3600
    else:
        steps[chance.choice(("expired", "expired", "recalled"))] = at + 30 * 86400
    if world.plan.finished:
        return {name: min(moment, world.end) for name, moment in steps.items()}
    return {name: moment for name, moment in steps.items() if moment < world.end}


# An empty sheet, which stands for every document that was made up.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_LAST = ("recalled", "expired", "told", "published", "accepted", "returned", "deficient")


def _state(world: World, steps: dict[str, int]) -> str:
    return next((name for name in _LAST if name in steps), "sent")


def _documents(
    world: World, matter: Matter, package: int, at: int, steps: dict[str, int], state: str
) -> list[int]:
    chance, ground, made = world.chance, world.ground, []
    code = matter.subject.portal if matter.subject.portal in ground.portals else next(iter(ground.portals))
    portal, mode = ground.portals[code]
    first = chance.randrange(len(ground.kinds))
    for number in range(2 if len(ground.kinds) > 1 and chance.random() < SECOND else 1):
        kind, prefix, text = ground.kinds[(first + number) % len(ground.kinds)]
        accepted, published = steps.get("accepted"), steps.get("published")
        row: dict[str, Any] = {
            "uuid": str(UUID(int=chance.getrandbits(128), version=4)), "kind_id": kind, "package_id": package,
            "portal_id": portal, "template_version_id": text, "values": "{}",
            "number": _number(world, prefix),
            "state": _standing(world, steps, state),
            "pdf_id": world.document[0], "pdf_sha256": world.document[1],
        }  # fmt: skip
        if accepted is not None:
            row |= {"accepted_at": stamp(accepted), "valid_from": stamp(accepted)[:10]}
            if world.plan.finished:
                day = stamp(min(accepted + 180 * 86400, world.end))[:10]
                row |= {"last_day": day, "end_reason": "terminated", "ended_at": f"{day} 22:00:00+00"}
        if published is not None:
            row["published_at"] = stamp(published)
        pk = world.tables[Authorisation].add(**row)
        made.append(pk)
        if accepted is not None:
            _publish(world, pk, mode, published, matter.owner)
            _register(world, pk, matter, "signed", accepted)
            if world.plan.finished:
                _register(world, pk, matter, "ended", min(accepted + 180 * 86400, world.end))
    return made


def _publish(world: World, document: int, mode: str, published: int | None, by: int | None) -> None:
    """The order to add it to its portal; done, where it was published by the end."""
    by_hand = mode == "manual" and published is not None
    world.tables[Publication].add(
        authorisation_id=document, mode=mode, state="sent" if published else "pending", steps="[]",
        added_at=stamp(published) if published else None, added_by_id=by if by_hand else None,
        reference=f"S-{document}" if published else "",
    )  # fmt: skip


def _register(world: World, document: int, matter: Matter, what: str, at: int) -> None:
    """The document register has it the day after."""
    assert matter.client is not None  # as `wanted` says
    day = stamp(at + 86400)[:10]
    world.tables[Registration].add(
        authorisation_id=document, client_id=world.clients.id(matter.client), what=what,
        handed_over_at=stamp(at), due_on=day,
        uuid=str(UUID(int=world.chance.getrandbits(128), version=4)), reference=f"7-3/{document}",
        registered_on=day, registered_at=stamp(at + 86400), registered_by_id=matter.owner,
    )  # fmt: skip


def _standing(world: World, steps: dict[str, int], state: str) -> str:
    """The state of a document by that of its package."""
    if state == "recalled":
        return "recalled"
    if "accepted" not in steps:
        return "sent"
    if world.plan.finished:
        return "ended"
    return "in_force" if "published" in steps else "accepted"


def _number(world: World, prefix: str) -> str:
    key = (prefix, world.day.date.year)
    world.document_numbers[key] = last = world.document_numbers.get(key, 0) + 1
    return f"{prefix}-{key[1]}-{last:04d}"


def _returned(world: World, package: int, documents: list[int], steps: dict[str, int]) -> None:
    """The containers that came back, and what was found in them."""
    for name, verdict in (("deficient", "failed"), ("returned", "passed")):
        if name not in steps or (name == "returned" and "accepted" not in steps):
            continue
        at = steps[name]
        container = world.tables[Container].add(
            package_id=package, blob_id=world.container, file_name=f"dokument-{package}.asice",
            source="client", received_at=stamp(at),
        )  # fmt: skip
        check = world.tables[Verification].add(container_id=container, state="sent", attempts=1)
        problems = (
            [{"code": "NO_SIGNATURES", "about": "", "weight": "failure"}] if verdict == "failed" else []
        )
        world.tables[Finding].add(
            verification_id=check, verdict=verdict, found_at=stamp(at + 60), standing="sample",
            problems=json.dumps(problems),
        )  # fmt: skip
