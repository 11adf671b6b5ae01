"""GovSSO's own session behind one of ours: kept, prolonged while its pages are open, ended from there."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from desk import oidc, outbox, sealed
from desk.login.actions import sessions
from desk.login.models import Session
from desk.login.providers import of_way
from desk.oidc import LoggedIn
from desk.outbox import PassingError, PermanentError

BEFORE = timedelta(minutes=2)  # before its end is GovSSO's session prolonged, as its contract says
AGAIN = timedelta(seconds=30)  # between two tries
GRACE = timedelta(minutes=3)  # after its end in which GovSSO may be away


@dataclass(frozen=True)
class Kept:
    """What must be remembered of GovSSO's session; sealed in our row (`Session.tokens`)."""

    subject: str
    sid: str
    nonce: str
    id_token: str
    refresh_token: str
    expires: int  # seconds since 1970, of the machine's clock

    @property
    def over(self) -> datetime:
        """When GovSSO's session ends unless it is prolonged."""
        return datetime.fromtimestamp(self.expires, UTC)


def kept_of(done: LoggedIn) -> Kept:
    """What is kept of a login."""
    who = done.who
    return Kept(who.subject, who.sid, done.nonce, done.id_token, done.refresh_token, who.expires)


def sealed_of(kept: Kept) -> str:
    """As it stands in the row."""
    return sealed.seal(json.dumps(asdict(kept)))


def opened(session: Session) -> Kept | None:
    """What the row keeps; None if nothing, or nothing that we can open."""
    try:
        return Kept(**json.loads(sealed.unseal(session.tokens))) if session.tokens else None
    except sealed.Broken:
        return None


def renewal(kept: Kept) -> datetime:
    """When it is prolonged."""
    return kept.over - BEFORE


def adopt(*, session: Session, done: LoggedIn | None) -> None:
    """Behind this session of ours stands this session of GovSSO from now on, or none."""
    kept = kept_of(done) if done else None
    session.sid = kept.sid if kept else ""
    session.tokens = sealed_of(kept) if kept else ""
    session.renew_at = renewal(kept) if kept else None
    session.save(update_fields=["sid", "tokens", "renew_at"])


def seen(session: Session) -> None:
    """A page of this session is open: when it is time, have GovSSO's session prolonged by the worker."""
    now = datetime.now(UTC)
    if session.renew_at is None or session.ended_at is not None or session.renew_at > now:
        return
    with transaction.atomic():
        due = Session.objects.open().filter(pk=session.pk, renew_at=session.renew_at)
        if due.update(renew_at=now + AGAIN):
            outbox.wake("login.renew", session.pk)


def renew(pk: int) -> None:
    """Prolong GovSSO's session behind ours; where GovSSO refuses, ours is locked until its person is back.

    So nothing that was typed is lost. May run twice: GovSSO refuses a token that was used.
    """
    session = Session.objects.open().filter(pk=pk, renew_at__isnull=False).first()
    kept = opened(session) if session else None
    service = of_way(session.way) if session else None
    if session is None:
        return
    if kept is None or service is None:
        _lost(session)
        return
    try:
        done = oidc.renew(
            service.provider, refresh_token=kept.refresh_token, nonce=kept.nonce, subject=kept.subject,
            sid=kept.sid,
        )  # fmt: skip
    except PassingError:
        if datetime.now(UTC) > kept.over + GRACE:
            _lost(session)
        return
    except PermanentError:
        _lost(session)
        return
    _keep(session, kept, done)


@transaction.atomic
def _keep(session: Session, before: Kept, done: LoggedIn) -> None:
    row = Session.objects.select_for_update().open().filter(pk=session.pk, sid=before.sid).first()
    if row is not None:
        adopt(session=row, done=done)


@transaction.atomic
def _lost(session: Session) -> None:
    """GovSSO knows nothing of this session any more."""
    row = Session.objects.select_for_update().open().filter(pk=session.pk, tokens=session.tokens).first()
    if row is not None:
        adopt(session=row, done=None)
        sessions.lock(session=row, why="not_renewed")


def ended_there(*, sid: str) -> int:
    """GovSSO has ended its session `sid`: ours that stand on it end too; how many."""
    return sessions.end(sessions=Session.objects.open().filter(sid=sid), why="elsewhere")
