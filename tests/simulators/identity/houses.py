"""The three services that are played: TARA for the client's page, TARA and GovSSO for the staff."""

import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field

from tests.simulators.identity.people import Person
from tests.simulators.identity.tokens import ENDED, Json, Key, b64, half_hash

LASTS = 900  # seconds of GovSSO's session after each use
SHORT = 40  # seconds of TARA's token


@dataclass
class Session:
    """GovSSO's session of one person, which several systems share."""

    sid: str
    who: Person
    method: str
    shown_at: int
    until: float
    nonce: str = ""


@dataclass
class House:
    """One service: where it stands under the simulator's address, and how it speaks.

    `issuer_ends` is what its name ends with; `shared`: it keeps sessions. `back` is the one return address
    that is registered, `out` the one after a logout, `told` where it tells that a session is over; empty:
    any, nobody.
    """

    name: str
    path: str
    authorize: str
    token: str
    jwks: str
    discovery: tuple[str, ...]
    issuer_ends: str = ""
    shared: bool = False
    back: str = ""
    out: str = ""
    told: str = ""
    lasts: int = LASTS
    sessions: dict[str, Session] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)

    def issuer(self, base: str) -> str:
        return f"{base}{self.path}{self.issuer_ends}"

    def claims(self, base: str, client: str, login: Json, access: str) -> Json:
        """A good id_token of this login. TARA nests the names, GovSSO does not."""
        now, person, shared = int(time.time()), login["person"], login.get("session")
        names = {"given_name": person.given, "family_name": person.family}
        claims: Json = {
            "iss": self.issuer(base), "aud": [client], "sub": person.subject, "nonce": login["nonce"],
            "iat": now, "jti": secrets.token_hex(16), "amr": [login["method"]], "at_hash": half_hash(access),
            "acr": "substantial" if login["method"] == "eIDAS" else "high",
        }  # fmt: skip
        if isinstance(shared, Session):
            times = {"exp": int(shared.until), "auth_time": shared.shown_at}
            return {**claims, **names, **times, "birthdate": person.born, "sid": shared.sid}
        nested = {**names, "date_of_birth": person.born}
        return {
            **claims, "nbf": now, "exp": now + SHORT, "state": login["state"], "profile_attributes": nested,
        }  # fmt: skip

    def opened(self, person: Person, method: str) -> Session:
        """A new session of GovSSO."""
        now = time.time()
        session = Session(secrets.token_hex(12), person, method, int(now), now + self.lasts)
        self.sessions[session.sid] = session
        return session

    def alive(self, sid: str) -> Session | None:
        found = self.sessions.get(sid)
        return found if found is not None and found.until > time.time() else None

    def ended(self, base: str, client: str, sid: str) -> Json:
        """A good logout_token."""
        return {
            "iss": self.issuer(base), "aud": [client], "iat": int(time.time()), "jti": secrets.token_hex(16),
            "events": {ENDED: {}}, "sid": sid,
        }  # fmt: skip


def _tara(name: str, path: str) -> House:
    places = ("/.well-known/openid-configuration",) if not path else ()
    return House(
        name, path, "/oidc/authorize", "/oidc/token", "/oidc/jwks",
        (*places, "/oidc/.well-known/openid-configuration"),
    )  # fmt: skip


def houses() -> dict[str, House]:
    """All three, by the path under which they stand."""
    govsso = House(
        "GovSSO", "/govsso", "/oauth2/auth", "/oauth2/token", "/.well-known/jwks.json",
        ("/.well-known/openid-configuration",), issuer_ends="/", shared=True,
    )  # fmt: skip
    return {house.path: house for house in (_tara("TARA", ""), _tara("TARA", "/tara"), govsso)}


@dataclass
class State:
    """Whom it serves, what is under way, and the bad logins it was told to give."""

    client: str
    secret: str
    houses: dict[str, House] = field(default_factory=houses)
    key: Key = field(default_factory=lambda: Key("one"))
    other: Key = field(default_factory=lambda: Key("other"))
    codes: dict[str, Json] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: list[Json] = field(default_factory=list)
    given: list[Json] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self) -> str:
        """The next bad login, used up; empty on a good day."""
        with self.lock:
            if not self.faults:
                return ""
            fault = self.faults[0]
            fault["times"] = int(fault.get("times", 1)) - 1
            if fault["times"] <= 0:
                self.faults.pop(0)
            return str(fault["kind"])

    def reset(self) -> None:
        with self.lock:
            for kept in (self.codes, self.asked, self.faults, self.given):
                kept.clear()
            for house in self.houses.values():
                house.sessions.clear()
                house.refresh.clear()
                house.lasts = LASTS


def challenge(verifier: str) -> str:
    """What a PKCE verifier is compared with."""
    return b64(hashlib.sha256(verifier.encode()).digest())
