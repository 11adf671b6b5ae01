"""Who was erased, without saying who: so that a copy put back is erased again.

A line is a keyed digest of the personal code, or of the row's own number where there was none. Its key lies
sealed beside it, so it outlives the rotation of keys although nobody knows the code any more.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime

from desk import sealed
from desk.clients.codes import same
from desk.clients.keeping.persons import GONE, SELF
from desk.clients.models import Client, Erased, Person
from desk.clients.subjects.finding import of_row
from desk.records.holdings import Erasure, Ground, Subject

WHO = ("client", "person")  # kinds of outcomes that say who somebody was


def write(subject: Subject, erasure: Erasure) -> None:
    """Note that this person was erased."""
    names = [code for code in subject.codes if code[:2].isalpha()]
    names = names or [f"client:{pk}" for pk in sorted(subject.client_ids)]
    names = names or [f"person:{pk}" for pk in sorted(subject.person_ids)]
    for name in names:
        key = secrets.token_hex(32)
        Erased.objects.create(
            key_sealed=sealed.seal(key), digest=_digest(key, name), ground=erasure.ground,
            basis=erasure.basis[:150],
        )  # fmt: skip


def lines() -> Iterator[str]:
    """The register as lines of JSON, to be kept outside the database; only this installation can use them."""
    for row in Erased.objects.order_by("pk"):
        yield json.dumps(
            {
                "key": row.key_sealed, "digest": row.digest, "ground": row.ground, "basis": row.basis,
                "at": row.at.isoformat(),
            }
        )  # fmt: skip


def read(told: Iterable[str]) -> int:
    """Take lines that are not here; how many. Raises ValueError when one is no such line."""
    found = 0
    for line in filter(str.strip, told):
        try:
            row = json.loads(line)
            values = {
                "key_sealed": row["key"], "ground": Ground(row["ground"]), "basis": row["basis"],
                "at": datetime.fromisoformat(row["at"]),
            }  # fmt: skip
            digest = str(row["digest"])
        except (KeyError, TypeError, ValueError):
            raise ValueError("this is no line of the register of the erased") from None
        found += Erased.objects.get_or_create(digest=digest, defaults=values)[1]
    return found


def risen() -> Iterator[tuple[Subject, Erasure]]:
    """Whom the register names and the database has again: rows that are older than the erasure."""
    rows = [(row, sealed.unseal(row.key_sealed)) for row in Erased.objects.order_by("pk")]
    if not rows:
        return
    for one in _living():
        for row, key in rows:
            if one.created_at > row.at or not any(_digest(key, name) == row.digest for name in _names(one)):
                continue
            # Who was erased together with another row is gone by now.
            fresh = type(one)._default_manager.get(pk=one.pk)
            if GONE not in str(fresh):
                yield of_row(fresh), Erasure(Ground(row.ground), None, dry=False, basis=row.basis)
            break


def _living() -> Iterator[Client | Person]:
    yield from Client.objects.filter(kind__in=SELF).exclude(name=GONE).order_by("pk").iterator()
    yield from Person.objects.exclude(last_name=GONE).order_by("pk").iterator()


def _names(one: Client | Person) -> list[str]:
    kind = "client" if isinstance(one, Client) else "person"
    own = f"{one.country}{same(one.personal_code, one.country)}" if one.personal_code else ""
    return [name for name in (own, f"{kind}:{one.pk}") if name]


def _digest(key: str, name: str) -> str:
    return hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest()
