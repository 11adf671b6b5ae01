"""Which passwords are refused, and what is asked before recovery codes are renewed."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from desk.login.enums import Way
from desk.login.models import LoginEvent, RecoveryCode
from desk.people.models import User
from tests.conftest import Actor
from tests.login.coming_in import logged_in
from tests.login.test_second_factor import PHRASE, enrolled, enter, now_code

pytestmark = pytest.mark.django_db
MARI = User(username="mari.maasikas", first_name="Mari", last_name="Maasikas")


@pytest.mark.parametrize(
    "password",
    [
        "Keskkonnaamet2026!",
        "abilaud-abilaud-1",
        "MariMaasikas123",
        "maasikas.spetsialist",
        "Salasõna-2026-11",
    ],
)
def test_a_password_of_our_own_words_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, MARI)
    assert "password_of_our_words" in [each.code for each in refused.value.error_list]


@pytest.mark.parametrize("password", ["neli hobust tammikus", "x" * 3 + "Vihmavari-jõgi-7" * 6])
def test_any_other_long_one_is_taken(password: str) -> None:
    validate_password(password, MARI)


def test_recovery_codes_are_renewed_by_who_gives_the_password(
    as_specialist: Actor, as_administrator: Actor
) -> None:
    secret, old = enrolled(as_administrator, as_specialist.user)
    as_specialist.user.refresh_from_db()
    here = logged_in(as_specialist.user, way=Way.PASSWORD)
    wrong = here.post("/entry/recovery/", {"password": "not this one at all"})
    assert wrong.status_code == 422
    assert not LoginEvent.objects.filter(reason="renewed").exists()
    shown = here.post("/entry/recovery/", {"password": PHRASE}).content.decode()
    assert RecoveryCode.objects.filter(factor__user=as_specialist.user).count() == 10
    assert old[0] not in shown
    name = as_specialist.user.username
    assert enter(name, PHRASE, old[0]).status_code == 422
    assert enter(name, PHRASE, now_code(secret, later=30)).status_code == 302
