"""Keys of programs: shown once, for what they name, until their day, counted in all processes together."""

import hashlib
import logging
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from desk import clock, workdays
from desk.http import Refused
from desk.login.actions import keys
from desk.login.enums import Scope
from desk.login.keys import refusal
from desk.login.models import ApiKey, Attempt, LoginEvent
from desk.people.models import Notice
from desk.records.models import AccessLogEntry
from tests.clients.world import tamme_puit
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


def made(owner: Actor, by: Actor, *scopes: str, days: int = 90) -> str:
    """The secret of a new key."""
    until = workdays.today() + timedelta(days=days)
    return keys.make(name="Ait", scopes=scopes, expires_on=until, owner=owner.user, by=by.user)[1]


def ask(secret: str, path: str = "clients/") -> Any:
    return Client().get(f"/api/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_a_key_opens_what_it_names_as_far_as_its_owner_sees_it(
    as_specialist: Actor, as_auditor: Actor, as_administrator: Actor
) -> None:
    tamme_puit(as_specialist.user)
    secret = made(as_specialist, as_administrator, Scope.CLIENTS, Scope.CALLS)
    answer = ask(secret)
    assert (answer.status_code, len(answer.json()["results"])) == (200, 1)
    assert not answer.cookies
    assert ask(secret, "calls/").status_code == 200
    for path in ("enquiries/", "documents/", "tickets/", "figures/", "figures/daily/topics/"):
        assert ask(secret, path).status_code == 403
    assert AccessLogEntry.objects.filter(user_id=as_specialist.user.pk, purpose="api").exists()
    # An auditor may not see clients, so no key in an auditor's name does.
    assert ask(made(as_auditor, as_administrator, Scope.CLIENTS)).status_code == 403


def test_a_key_writes_nothing_and_opens_no_page(as_specialist: Actor, as_administrator: Actor) -> None:
    secret = made(as_specialist, as_administrator, *Scope.values)
    head = {"Authorization": f"Bearer {secret}"}
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)("/api/clients/", headers=head).status_code == 405
    assert Client().get("/", headers=head).status_code == 302
    assert Client().get(f"/api/clients/?key={secret}").status_code == 401


def test_a_key_ends(as_specialist: Actor, as_administrator: Actor) -> None:
    secret = made(as_specialist, as_administrator, Scope.CLIENTS, days=1)
    key = ApiKey.objects.get()
    assert ask(secret).status_code == 200
    clock.move(timedelta(days=2))
    assert ask(secret).status_code == 401
    clock.move(timedelta(days=-2))
    as_specialist.user.is_active = False
    as_specialist.user.save()
    assert ask(secret).status_code == 401
    as_specialist.user.is_active = True
    as_specialist.user.save()
    assert ask(secret).status_code == 200
    assert keys.revoke(key=key, by=as_administrator.user)
    assert not keys.revoke(key=key, by=as_administrator.user)
    assert ask(secret).status_code == 401


def test_who_guesses_waits_and_who_has_the_key_does_not(
    as_specialist: Actor, as_administrator: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    secret = made(as_specialist, as_administrator, Scope.CLIENTS)
    with caplog.at_level(logging.DEBUG):
        said = [ask(f"{secret[:-1]}{number % 10}x").status_code for number in range(45)]
    assert said[0] == 401 and said[-1] == 429 and set(said) == {401, 429}
    assert ask(secret).status_code == 200
    assert Attempt.objects.filter(kind="key").count() == said.count(401)
    assert LoginEvent.objects.filter(reason="key_refused").count() == said.count(401)
    assert secret[:-1] not in caplog.text


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer a b", "bearer \x00", f"Bearer {'x' * 5000}", "Token abc", "Basic YTpi"],
)
def test_a_header_of_another_shape_is_nobody(header: str, db: None) -> None:
    assert Client().get("/api/clients/", headers={"Authorization": header}).status_code == 401


def test_so_many_questions_a_minute(
    as_specialist: Actor, as_administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "MINUTELY", 2)
    secret, other = (made(as_specialist, as_administrator, Scope.CLIENTS) for _each in range(2))
    assert [ask(secret).status_code for _each in range(3)] == [200, 200, 429]
    waits = int(ask(secret)["Retry-After"])
    assert 0 < waits <= 60
    assert ask(other).status_code == 200
    clock.move(timedelta(minutes=1))
    assert ask(secret).status_code == 200
    assert ApiKey.objects.filter(last_used_at__isnull=False).count() == 2


def test_the_secret_is_shown_once_and_loading_again_makes_no_second_key(
    as_administrator: Actor, as_specialist: Actor
) -> None:
    given = {
        "name": "Andmeait", "owner": as_specialist.user.pk, "scopes": ["clients", "figures.topics"],
        "expires_on": (workdays.today() + timedelta(days=30)).strftime("%d.%m.%Y"),
    }  # fmt: skip
    answer = as_administrator.post(reverse("entry:new_key"), given)
    key = ApiKey.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("entry:key", args=[key.pk])
    page = as_administrator.get(answer["Location"])
    (secret,) = re.findall(r'value="(abk_[\w-]+)"', page.content.decode())
    assert hashlib.sha256(secret.encode()).hexdigest() == key.sha256
    assert "no-store" in page["Cache-Control"]
    assert secret.startswith(key.start) and len(secret) > 40
    again = as_administrator.get(answer["Location"]).content.decode()
    listed = as_administrator.get(reverse("entry:keys")).content.decode()
    assert secret not in again + listed and key.sha256 not in again + listed
    assert ApiKey.objects.count() == 1
    assert not any(secret in str(value) for value in as_administrator.session.values())
    as_administrator.post(reverse("entry:revoke_key", args=[key.pk]))
    assert ask(secret).status_code == 401
    reasons = LoginEvent.objects.filter(kind="key").order_by("pk").values_list("reason", flat=True)
    assert list(reasons)[:2] == ["key_made", "key_revoked"]


def test_only_the_administrator_makes_keys(as_administrator: Actor, as_head: Actor) -> None:
    for name in ("entry:keys", "entry:new_key"):
        assert as_head.get(reverse(name)).status_code == 403
    until = workdays.today()
    with pytest.raises(Refused):
        keys.make(name="x", scopes=["clients"], expires_on=until, owner=as_head.user, by=as_head.user)
    for days, scopes in ((-1, ["clients"]), (366, ["clients"]), (1, []), (1, ["everything"])):
        with pytest.raises(Refused):
            keys.make(
                name="x", scopes=scopes, expires_on=until + timedelta(days=days), owner=as_head.user,
                by=as_administrator.user,
            )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.create(
            name="x", scopes=["clients"], sha256="0" * 64, owner=as_head.user, made_by=as_head.user,
            expires_on=until + timedelta(days=400),
        )  # fmt: skip


def test_people_are_told_before_a_key_ends_once(as_administrator: Actor, as_specialist: Actor) -> None:
    made(as_specialist, as_administrator, Scope.CLIENTS, days=30)
    assert keys.warn() == 0
    clock.move(timedelta(days=17))
    assert (keys.warn(), keys.warn()) == (1, 0)
    told = set(Notice.objects.filter(kind="login.key_ends").values_list("user__username", flat=True))
    assert told == {as_specialist.user.username, as_administrator.user.username}
    assert as_specialist.get("/").status_code == 200


def test_views_of_our_own_ask_for_a_key_too(as_specialist: Actor, as_administrator: Actor) -> None:
    secret = made(as_specialist, as_administrator, Scope.USAGES)

    def asked(said: str, scope: str) -> int:
        request = RequestFactory().get("/", headers={"Authorization": said} if said else {})
        no = refusal(request, scope)
        return no[0] if no else 200

    assert asked(f"Bearer {secret}", Scope.USAGES) == 200
    assert asked(f"Bearer {secret}", Scope.CALLS) == 403
    assert asked(f"Bearer {secret}x", Scope.USAGES) == 401
    assert asked("", Scope.USAGES) == 401


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_count_one_key_together(
    as_specialist: Actor, as_administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(as_specialist, as_administrator, Scope.CLIENTS)
    key = ApiKey.objects.get()
    # Two counts fall into one minute.
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)

    def counts() -> None:
        for _each in range(20):
            keys.count(key)
        connection.close()

    both = [threading.Thread(target=counts) for _each in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    key.refresh_from_db()
    assert key.asked == 40
