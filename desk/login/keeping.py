"""What this room keeps about people: who came in when, and by what. Means of coming in go with accounts."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.login.models import ApiKey, Identity, LoginEvent, PasswordAccess, SecondFactor, Session
from desk.people.models import User
from desk.records import actions, retention
from desk.records.histories import delete
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.keeping.batches import alone, by_runs
from desk.records.keeping.staff import FORMER, closed_at, closed_before
from desk.records.models import RetentionRule
from desk.records.retention import Store

EVENTS, SESSIONS, MEANS, KEYS = "login_events", "login_sessions", "login_means", "api_keys"
_EVENTS = "Kinnitada arhivaaril: sisselogimiste logi 2 aastat"
_SESSIONS = "Kinnitada arhivaaril: lõppenud seansid 1 aasta"
_MEANS = "Kinnitada arhivaaril: sisselogimise vahendid sama kaua kui endise töötaja konto"
_KEYS = "Kinnitada arhivaaril: lõppenud programmivõtmed sama kaua kui juurdepääsulogi"


def due_events(before: datetime) -> QuerySet[LoginEvent]:
    """Events from before then."""
    return LoginEvent.objects.filter(at__lt=before)


def due_sessions(before: datetime) -> QuerySet[Session]:
    """Sessions that ended before then."""
    return Session.objects.filter(ended_at__lt=before)


def tell_logins(subject: Subject) -> Iterator[Held]:
    """Each coming in and refusal, and each session with its browser and network."""
    rule = retention.rule_of(EVENTS)
    for event in LoginEvent.objects.filter(user__in=subject.user_ids).order_by("pk"):
        until = retention.last_day(rule, event.at)
        lines = tuple(filter(None, [event.get_way_display() if event.way else ""]))
        yield Held("login_event", event.pk, event.at, event.get_kind_display(), lines, until=until)
    for session in Session.objects.filter(user__in=subject.user_ids).order_by("pk"):
        lines = tuple(filter(None, (session.browser, session.place)))
        yield Held("session", session.pk, session.began_at, gettext("Session"), lines)


def erase_logins(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """The log of logins stays for its term; a session is let go of when it is over."""
    rule = retention.rule_of(EVENTS)
    newest = LoginEvent.objects.filter(user__in=subject.user_ids).order_by("-at").first()
    if newest is not None:
        reason = gettext("It proves who used the desk.")
        yield Outcome("login_event", newest.pk, Fate.KEPT, reason, retention.last_day(rule, newest.at))
    ended = [
        Thing(row.pk, row.ended_at)
        for row in Session.objects.filter(user__in=subject.user_ids, ended_at__isnull=False)
        if row.ended_at
    ]
    yield from let_go(
        ended, erasure, kind="session", store=SESSIONS, fate=Fate.DESTROYED,
        destroy=alone("session", due_sessions),
    )  # fmt: skip


def due_means(before: datetime) -> QuerySet[User]:
    """Closed accounts that could still be known by a code, a password or an authenticator."""
    held = [Exists(model._default_manager.filter(user=OuterRef("pk"))) for model in _MEANS_OF]
    return closed_before(before).filter(Q(held[0]) | Q(held[1]) | Q(held[2]))


@transaction.atomic
def destroy_means(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The personal code, the permission to use a password and the authenticator of one closed account."""
    user = User.objects.select_for_update().filter(pk=pk, is_active=False).first()
    if user is None or not any(model._default_manager.filter(user=pk).exists() for model in _MEANS_OF):
        return False

    def let_all_go() -> None:
        for model in _MEANS_OF:
            delete(model._default_manager.filter(user=pk))

    actions.destroy(
        rule=rule, subject=("login_means", pk), client_id=None, kept=[], by=by, let_go=let_all_go
    )  # fmt: skip
    return True


def tell_means(subject: Subject) -> Iterator[Held]:
    """That there are such means, never the secrets; and keys of programs in the person's name."""
    for identity in Identity.objects.filter(user__in=subject.user_ids).order_by("pk"):
        title = gettext("Your personal code, by which the login services know you")
        yield Held("identity", identity.pk, identity.made_at, title)
    for access in PasswordAccess.objects.filter(user__in=subject.user_ids).order_by("pk"):
        lines = (gettext("Reason: %(text)s") % {"text": access.reason},)
        yield Held("password_access", access.pk, access.given_at, gettext("Login by password"), lines)
    for factor in SecondFactor.objects.filter(user__in=subject.user_ids).order_by("pk"):
        yield Held("second_factor", factor.pk, factor.made_at, gettext("Authenticator"))
    for key in ApiKey.objects.filter(owner__in=subject.user_ids).order_by("pk"):
        yield Held("api_key", key.pk, None, gettext("Key of a program: %(name)s") % {"name": key.name})


def erase_means(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """With the account: closed first, and then kept while the access log names its person."""
    first = gettext("Close the account and hand over its work first.")
    things = [
        Thing(user.pk, closed_at(user), first if user.is_active else "")
        for user in User.objects.filter(pk__in=subject.user_ids)
        if any(model._default_manager.filter(user=user).exists() for model in _MEANS_OF)
    ]
    return let_go(
        things, erasure, kind="user", store=MEANS, destroy=destroy_means, fate=Fate.DESTROYED
    )  # fmt: skip


def due_keys(before: datetime) -> QuerySet[ApiKey]:
    """Keys that opened nothing any more before then."""
    return ApiKey.objects.filter(Q(revoked_at__lt=before) | Q(expires_on__lt=before.date()))


@transaction.atomic
def destroy_key(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """One key with its history."""
    rows = ApiKey.objects.filter(pk=pk)
    if rows.select_for_update(of=("self",)).first() is None:
        return False
    actions.destroy(
        rule=rule, subject=("api_key", pk), client_id=None, kept=[], by=by, let_go=lambda: delete(rows)
    )  # fmt: skip
    return True


_MEANS_OF = (Identity, PasswordAccess, SecondFactor)
HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "logins", _("Logins"), ("login.LoginEvent", "login.Session"), tell_logins, erase_logins, _EVENTS
    ),
    Holding(
        "login_means", _("Means of logging in"),
        (
            "login.Identity", "login.PasswordAccess", "login.SecondFactor", "login.RecoveryCode",
            "login.ApiKey",
        ),
        tell_means, erase_means, _MEANS,
    ),
)  # fmt: skip
STORES: tuple[Store, ...] = (
    Store(EVENTS, _("Log of logins"), 730, _EVENTS, due_events, by_runs("login_event", due_events)),
    Store(SESSIONS, _("Sessions that ended"), 365, _SESSIONS, due_sessions, by_runs("session", due_sessions)),
    Store(
        MEANS, _("Means of logging in of former staff"), 1826, _MEANS, due_means, destroy_means,
        kind="user", rule=FORMER,
    ),
    Store(KEYS, _("Keys of programs that ended"), 1826, _KEYS, due_keys, destroy_key, kind="api_key"),
)  # fmt: skip
