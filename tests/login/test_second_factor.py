"""Login by password: switched on by an administrator until a day, with an authenticator; without TARA."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client

from desk import clock, workdays
from desk.http import Refused
from desk.login.actions import enrolling
from desk.login.enums import EventKind, Way
from desk.login.models import LoginEvent, PasswordAccess, RecoveryCode, SecondFactor, Session
from desk.people.enums import Role
from desk.people.models import Notice, User
from tests.conftest import Actor
from tests.login.coming_in import logged_in, row

START, PASSWORD = "/entry/start/", "/entry/password/"
PHRASE = "kolm vana kaske tuules"


def now_code(secret: str, *, later: int = 0) -> str:
    return str(pyotp.TOTP(secret).at(int(clock.now().timestamp()) + later))


def switched_on(admin: Actor, person: User, days: int = 14) -> str:
    last = workdays.today() + timedelta(days=days)
    form = {"until": last.strftime("%d.%m.%Y"), "reason": "TARA ei tööta"}
    text = admin.post(f"/entry/fallback/{person.pk}/", form).content.decode()
    found = re.search(r"<code>((?:[a-z]{4}-){4}[a-z]{4})</code>", text)
    assert found is not None, text
    return found[1]


def begun(name: str, code: str) -> tuple[Client, str, str]:
    browser = Client()
    text = browser.post(START, {"username": name, "start": code}).content.decode()
    state = re.search(r'name="state" value="([^"]+)"', text)
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", text)
    assert state and secret, text
    return browser, state[1], secret[1].replace(" ", "")


def enrolled(admin: Actor, person: User) -> tuple[str, list[str]]:
    """The authenticator's secret, and the recovery codes."""
    browser, state, secret = begun(person.username, switched_on(admin, person))
    form = {"state": state, "password": PHRASE, "code": now_code(secret)}
    text = browser.post(START, form).content.decode()
    codes = re.findall(r"<code>((?:[a-z]{4}-){2}[a-z]{4})</code>", text)
    assert len(codes) == 10, text
    return secret, codes


def enter(name: str, password: str, code: str) -> Any:
    return Client().post(
        PASSWORD, {"username": name, "password": password, "code": code, "next": "/clients/"}
    )


def test_from_the_administrators_switch_to_the_first_login(
    as_specialist: Actor, as_administrator: Actor, someone: Callable[..., User]
) -> None:
    other = someone("teinehaldur", Role.ADMINISTRATOR)
    secret, _codes = enrolled(as_administrator, as_specialist.user)
    clock.move(timedelta(seconds=60))
    answer = enter("spetsialist", PHRASE, now_code(secret))
    assert answer.headers["Location"] == "/clients/"
    assert Session.objects.get().way == Way.PASSWORD
    kinds = list(LoginEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == [EventKind.PASSWORD_ON, EventKind.ENROLLED, EventKind.IN]
    told = set(Notice.objects.values_list("user__username", "kind"))
    assert told == {("spetsialist", "login.password_on"), (other.username, "login.password_on_other")}


@pytest.mark.parametrize("demo", [True, False])
def test_a_password_without_the_second_factor_never_logs_in(
    demo: bool, as_specialist: Actor, as_administrator: Actor, settings: Any
) -> None:
    secret, _codes = enrolled(as_administrator, as_specialist.user)
    settings.DEMO = demo
    for code in ("", "000000", now_code(secret, later=900)):
        assert enter("spetsialist", PHRASE, code).status_code == 422
    assert not Session.objects.exists()


def test_without_the_switch_nobody_comes_in_by_password(
    as_specialist: Actor, as_administrator: Actor
) -> None:
    secret, _codes = enrolled(as_administrator, as_specialist.user)
    PasswordAccess.objects.update(until=workdays.today() - timedelta(days=1))
    clock.move(timedelta(seconds=60))
    assert enter("spetsialist", PHRASE, now_code(secret)).status_code == 422
    assert LoginEvent.objects.newest().first().reason == "no_access"  # type: ignore[union-attr]


def test_a_code_opens_once_and_so_does_one_read_over_the_shoulder(
    as_specialist: Actor, as_administrator: Actor
) -> None:
    secret, _codes = enrolled(as_administrator, as_specialist.user)
    assert enter("spetsialist", PHRASE, now_code(secret)).status_code == 422, "used at the setting up"
    clock.move(timedelta(seconds=60))
    code = now_code(secret)
    assert enter("spetsialist", PHRASE, code).status_code == 302
    assert enter("spetsialist", PHRASE, code).status_code == 422
    assert enter("spetsialist", PHRASE, now_code(secret, later=-30)).status_code == 422, "nor an older one"


def test_a_recovery_code_stands_in_for_the_authenticator_once(
    as_specialist: Actor, as_administrator: Actor
) -> None:
    _secret, codes = enrolled(as_administrator, as_specialist.user)
    assert enter("spetsialist", PHRASE, codes[0].upper().replace("-", " ")).status_code == 302
    assert enter("spetsialist", PHRASE, codes[0]).status_code == 422
    assert Notice.objects.get(kind="login.recovery").params == {"left": 9}
    assert not RecoveryCode.objects.filter(digest__contains=codes[1][:4]).exists()


def test_the_one_time_code_is_good_once_and_for_two_days(
    as_specialist: Actor, as_administrator: Actor
) -> None:
    code = switched_on(as_administrator, as_specialist.user)
    browser, state, secret = begun("spetsialist", code)
    form = {"state": state, "password": PHRASE, "code": now_code(secret)}
    assert browser.post(START, form).status_code == 200
    assert browser.post(START, form).status_code == 302, "sent twice it does nothing"
    assert SecondFactor.objects.count() == 1
    assert Client().post(START, {"username": "spetsialist", "start": code}).status_code == 422
    late = switched_on(as_administrator, as_specialist.user)
    clock.move(timedelta(hours=48, seconds=1))
    assert Client().post(START, {"username": "spetsialist", "start": late}).status_code == 422


@pytest.mark.parametrize("password", ["lühike1", "password1234", "123456789012"])
def test_a_password_that_is_short_or_common_is_refused_with_the_reason(
    password: str, as_specialist: Actor, as_administrator: Actor
) -> None:
    browser, state, secret = begun("spetsialist", switched_on(as_administrator, as_specialist.user))
    answer = browser.post(START, {"state": state, "password": password, "code": now_code(secret)})
    assert answer.status_code == 422
    assert not SecondFactor.objects.exists()


def test_a_new_switch_takes_everything_of_before_away(as_specialist: Actor, as_administrator: Actor) -> None:
    secret, codes = enrolled(as_administrator, as_specialist.user)
    there = logged_in(as_specialist.user, way=Way.PASSWORD)
    switched_on(as_administrator, as_specialist.user)
    assert there.get("/").status_code == 302
    clock.move(timedelta(seconds=60))
    assert enter("spetsialist", PHRASE, now_code(secret)).status_code == 422
    assert enter("spetsialist", PHRASE, codes[3]).status_code == 422


def test_switched_off_it_opens_nothing(as_specialist: Actor, as_administrator: Actor) -> None:
    secret, _codes = enrolled(as_administrator, as_specialist.user)
    as_administrator.post(f"/entry/fallback/{as_specialist.user.pk}/off/")
    clock.move(timedelta(seconds=60))
    assert enter("spetsialist", PHRASE, now_code(secret)).status_code == 422
    as_specialist.user.refresh_from_db()
    assert not as_specialist.user.has_usable_password()


def test_nobody_switches_it_on_for_himself_or_without_the_role(
    as_administrator: Actor, as_head: Actor
) -> None:
    with pytest.raises(Refused):
        enrolling.switch_on(
            user=as_administrator.user, until=workdays.today(), reason="…", by=as_administrator.user
        )
    assert as_head.get("/entry/fallback/").status_code == 403
    assert as_head.post(f"/entry/fallback/{as_administrator.user.pk}/").status_code == 403


def test_another_password_ends_the_other_sessions(as_specialist: Actor, as_administrator: Actor) -> None:
    enrolled(as_administrator, as_specialist.user)
    as_specialist.user.refresh_from_db()
    here = logged_in(as_specialist.user, way=Way.PASSWORD)
    there = logged_in(as_specialist.user, way=Way.PASSWORD)
    form = {"old": PHRASE, "new": "neli noort kuuske vihmas"}
    assert here.post("/entry/password/change/", form | {"old": "vale"}).status_code == 422
    assert here.post("/entry/password/change/", form).status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert row(here).ended_at is None


def test_a_locked_session_opens_by_password_and_code(as_specialist: Actor, as_administrator: Actor) -> None:
    secret, _codes = enrolled(as_administrator, as_specialist.user)
    as_specialist.user.refresh_from_db()
    here = logged_in(as_specialist.user, way=Way.PASSWORD)
    clock.move(timedelta(minutes=10))
    assert here.post("/entry/unlock/", {"password": PHRASE}).status_code == 422
    given = {"password": PHRASE, "code": now_code(secret)}
    assert here.post("/entry/unlock/", given).status_code == 302
    assert here.get("/").status_code == 200


def test_the_administrator_chooses_no_password_outside_a_demo(
    as_specialist: Actor, as_administrator: Actor, settings: Any
) -> None:
    settings.DEMO = False
    answer = as_administrator.get(f"/admin/people/user/{as_specialist.user.pk}/password/")
    assert answer.status_code == 403


def test_secrets_lie_sealed(as_specialist: Actor, as_administrator: Actor) -> None:
    secret, _codes = enrolled(as_administrator, as_specialist.user)
    factor = SecondFactor.objects.get()
    assert secret not in factor.secret_sealed and factor.secret == secret
