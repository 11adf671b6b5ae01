"""The personal codes by which people come in: entered by an administrator, kept sealed, shown to nobody."""

from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from desk import sealed
from desk.demo.people import CODES, PEOPLE
from desk.http import Refused
from desk.login import health
from desk.login.actions.identity import give_code, recognise, take_code
from desk.login.enums import EventKind
from desk.login.models import Identity, LoginEvent, PasswordAccess, Session
from desk.people.enums import Role
from desk.people.models import Notice, User
from tests.conftest import Actor
from tests.login.played import MARGUS, RIINA, is_in, log_in
from tests.simulators.identity import Running
from tests.simulators.identity.people import STAFF

ADD = "admin:login_identity_add"


@pytest.fixture
def riina(someone: Any) -> User:
    user: User = someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand")
    return user


def test_the_administrator_enters_a_code(as_administrator: Actor, riina: User, someone: Any) -> None:
    other = someone("haldur2", Role.ADMINISTRATOR)
    answer = as_administrator.post(reverse(ADD), {"user": riina.pk, "code": f" {RIINA} "})
    assert answer.status_code == 302
    kept = Identity.objects.get()
    assert (kept.user, kept.made_by, kept.code) == (riina, as_administrator.user, RIINA)
    assert recognise(f"EE{RIINA}") == riina
    event = LoginEvent.objects.get()
    assert (event.kind, event.user, event.by) == (EventKind.CODE_GIVEN, riina, as_administrator.user)
    # Whoever could let himself in as another is seen by that person and by the other administrators.
    told = Notice.objects.values_list("user_id", "kind")
    assert set(told) == {(riina.pk, "login.code"), (other.pk, "login.code_other")}


@pytest.mark.parametrize(
    ("code", "word"),
    [("24503120017", "not an Estonian personal code"), ("x", "not an"), (MARGUS, "Another person")],
)
def test_a_wrong_code_and_another_persons_are_refused(
    as_administrator: Actor, riina: User, someone: Any, code: str, word: str
) -> None:
    give_code(user=someone("spetsialist2", Role.SPECIALIST), code=MARGUS, by=None)
    page = as_administrator.post(
        reverse(ADD), {"user": riina.pk, "code": code}, headers={"accept-language": "en"}
    )
    assert page.status_code == 200
    assert not Identity.objects.filter(user=riina).exists()
    with pytest.raises(Refused):
        give_code(user=riina, code=code, by=as_administrator.user)


def test_a_code_is_in_no_page_no_history_and_no_row_in_clear(as_administrator: Actor, riina: User) -> None:
    kept = give_code(user=riina, code=RIINA, by=as_administrator.user)
    pages = ["admin:login_identity_changelist", "admin:login_identity_change", "admin:login_identity_history"]
    for name in pages:
        args = [] if name.endswith("list") else [kept.pk]
        page = as_administrator.get(reverse(name, args=args))
        assert page.status_code == 200 and RIINA not in page.content.decode()
    with connection.cursor() as cursor:
        for table in ("login_identity", "login_historicalidentity", "login_loginevent", "django_admin_log"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            assert RIINA not in cursor.fetchone()[0]


def test_another_code_ends_the_sessions_of_the_old_one(
    state: Running, as_administrator: Actor, riina: User, as_stranger: Browser
) -> None:
    kept = give_code(user=riina, code=RIINA, by=as_administrator.user)
    log_in(as_stranger, "tara", RIINA)
    change = reverse("admin:login_identity_change", args=[kept.pk])
    assert as_administrator.post(change, {"code": RIINA}).status_code == 302
    assert is_in(as_stranger)  # the same code changes nothing
    assert as_administrator.post(change, {"code": MARGUS}).status_code == 302
    assert not is_in(as_stranger) and Session.objects.get().why == "code"
    assert log_in(Browser(), "tara", RIINA).status_code == 403
    assert log_in(Browser(), "tara", MARGUS).status_code == 302


def test_a_code_that_is_taken_away_opens_nothing(as_administrator: Actor, riina: User) -> None:
    kept = give_code(user=riina, code=RIINA, by=as_administrator.user)
    delete = reverse("admin:login_identity_delete", args=[kept.pk])
    assert as_administrator.post(delete, {"post": "yes"}).status_code == 302
    assert not Identity.objects.exists()
    assert LoginEvent.objects.newest()[0].kind == EventKind.CODE_TAKEN
    take_code(user=riina, by=as_administrator.user)  # twice does nothing
    assert LoginEvent.objects.count() == 2


def test_a_code_is_found_by_an_older_key_too(riina: User, settings: Any) -> None:
    give_code(user=riina, code=RIINA, by=None)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    assert recognise(f"EE{RIINA}") == riina
    assert Identity.objects.get().code == RIINA
    assert sealed.digest("login.code", RIINA) != Identity.objects.get().code_digest


def test_only_the_administrator_enters_codes(as_head: Actor, as_specialist: Actor) -> None:
    for actor in (as_head, as_specialist):
        assert actor.get(reverse(ADD)).status_code in {302, 403}


def test_the_first_administrator_comes_in_by_a_code_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"a-long-enough-one-42\n{RIINA}\n"))
    call_command("administrator", "esimene", stdout=StringIO())
    assert recognise(f"EE{RIINA}").username == "esimene"
    monkeypatch.setattr("sys.stdin", StringIO("a-long-enough-one-42\n24503120017\n"))
    with pytest.raises(CommandError):
        call_command("administrator", "teine", stdout=StringIO())
    assert not User.objects.filter(username="teine").exists()
    monkeypatch.setattr("sys.stdin", StringIO("a-long-enough-one-42\n"))
    call_command("administrator", "kolmas", stdout=StringIO())
    assert Identity.objects.count() == 1


def test_for_real_the_first_administrator_comes_in_without_a_login_service_too(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = False
    said = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO("\n"))
    call_command("administrator", "esimene", stdout=said)
    access = PasswordAccess.objects.in_force().get()
    assert access.user.username == "esimene" and not access.user.has_usable_password()
    code = said.getvalue().split()[-1]
    begun = Browser().post("/entry/start/", {"username": "esimene", "start": code})
    assert begun.status_code == 200 and "<svg" in begun.content.decode()  # the authenticator's picture
    monkeypatch.setattr("sys.stdin", StringIO(f"{RIINA}\n"))
    call_command("administrator", "teine", stdout=StringIO())
    assert recognise(f"EE{RIINA}").username == "teine" and PasswordAccess.objects.count() == 1


def test_the_people_of_the_demo_stand_on_the_simulators_page() -> None:
    names = {CODES[username]: f"{first} {last}" for username, first, last, *_more in PEOPLE}
    assert names == {person.code: f"{person.given} {person.family}" for person in STAFF}


def test_the_doctor_says_how_the_services_stand(state: Running, db: None, settings: Any) -> None:
    def said() -> dict[str, tuple[str, str]]:
        return {each.part: (each.state, str(each.detail)) for each in health.parts()}

    assert said() == {"login by TARA": ("sample", ""), "login by GovSSO": ("sample", "")}
    settings.TARA_ISSUER, settings.GOVSSO_ISSUER = "http://127.0.0.1:1", ""
    assert said()["login by TARA"] == ("failed", "identity_unreachable")
    assert said()["login by GovSSO"][0] == "manual"
    settings.TARA_ISSUER, settings.DEMO = "", False
    assert said()["login of the staff"][0] == "warning"
