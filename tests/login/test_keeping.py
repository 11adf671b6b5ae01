"""What is kept of logins: told to the person, destroyed by rule; means of coming in go with the account."""

from datetime import timedelta

import pytest

from desk import clock, sealed
from desk.login import keeping
from desk.login.enums import EventKind, Way
from desk.login.models import Identity, LoginEvent, PasswordAccess, SecondFactor, Session
from desk.login.models.identity import CODE
from desk.people.models import User
from desk.records import actions, retention
from desk.records.holdings import Erasure, Fate, Ground, Subject
from desk.records.models import Destruction
from tests.conftest import Actor

MARI = "60001017869"


@pytest.fixture
def riina(as_specialist: Actor) -> User:
    """With everything that the room keeps of a person."""
    user = as_specialist.user
    Identity.objects.create(user=user, code_digest=sealed.digest(CODE, MARI), code_sealed=sealed.seal(MARI))
    access = PasswordAccess.objects.create(user=user, until=clock.now().date(), reason="ID-kaart on katki")
    access.save()
    SecondFactor.objects.create(user=user, secret_sealed=sealed.seal("x"))
    for _number in range(3):
        LoginEvent.objects.create(user=user, kind=EventKind.IN, way=Way.TARA)
    Session.objects.create(user=user, way=Way.TARA, ended_at=clock.now(), why="left", browser="Firefox")
    Session.objects.create(user=user, way=Way.TARA)
    return user


def subject(user: User) -> Subject:
    nobody: frozenset[int] = frozenset()
    return Subject(
        frozenset(), nobody, nobody, frozenset({user.pk}), nobody, (), frozenset(), frozenset(), "et"
    )


def test_everything_is_told_and_no_secret_is(riina: User) -> None:
    told = [held for holding in keeping.HOLDINGS for held in holding.tell(subject(riina))]
    kinds = {held.kind for held in told}
    assert kinds >= {"login_event", "session", "identity", "password_access", "second_factor"}
    words = " ".join(" ".join((held.title, *held.lines)) for held in told)
    assert MARI not in words
    assert "Firefox" in words


def test_another_persons_session_is_left_where_one_person_is_erased(riina: User, as_head: Actor) -> None:
    Session.objects.create(user=as_head.user, way=Way.TARA, ended_at=clock.now(), why="left")
    clock.move(timedelta(hours=1))
    done = list(keeping.erase_logins(subject(riina), Erasure(Ground.UNLAWFUL, None, dry=False)))
    assert [outcome.fate for outcome in done] == [Fate.KEPT, Fate.DESTROYED]
    assert Session.objects.filter(user=as_head.user).exists()
    assert Session.objects.filter(user=riina).count() == 1, "the open one"


def test_the_log_of_logins_goes_by_its_rule_in_one_proof(riina: User) -> None:
    clock.move(timedelta(days=731))
    assert actions.destroy_due(store=keeping.EVENTS) == 1
    assert not LoginEvent.objects.exists()
    assert actions.destroy_due(store=keeping.SESSIONS) == 1
    assert Session.objects.count() == 1, "what is open stays"
    assert Destruction.objects.get(store=keeping.EVENTS).subject_last


def test_means_of_coming_in_go_when_the_account_has_been_closed_for_its_term(riina: User) -> None:
    clock.move(timedelta(days=6 * 366))
    assert not retention.due(keeping.MEANS).exists(), "the account is open"
    riina.is_active = False
    riina.save()
    clock.move(timedelta(days=6 * 366))
    User.history.filter(id=riina.pk).update(history_date=riina.date_joined)
    assert actions.destroy_due(store=keeping.MEANS) == 1
    for model in (Identity, PasswordAccess, SecondFactor):
        assert not model._default_manager.exists()
    assert not PasswordAccess.history.exists()
