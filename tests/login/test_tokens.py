"""Whatever text comes in place of a token, and whatever stands in a signed one, ends in a word of ours."""

import json
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from desk.oidc import Provider, Who, tokens
from desk.oidc import provider as discovery
from desk.oidc.values import Found
from desk.outbox import PermanentError

ISSUER, CLIENT = "https://tara.example", "abilaud"
PROVIDER = Provider("tara", ISSUER, CLIENT, "secret", acr="high", methods=frozenset({"idcard"}))
EC = ECKey.generate_key("P-256", {"kid": "ec"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Found(ISSUER, f"{ISSUER}/a", f"{ISSUER}/t", "", KeySet([EC, RSA]), 0.0)
    monkeypatch.setattr(discovery, "found", lambda provider, fresh=False: found)


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {
        "iss": ISSUER, "aud": CLIENT, "sub": "EE60001019906", "nonce": "n", "iat": now, "exp": now + 40,
        "jti": "1", "acr": "high", "amr": ["idcard"], "given_name": "Mary", "family_name": "Änn",
    }  # fmt: skip
    return {name: value for name, value in {**good, **changed}.items() if value != "-"}


def believed(token: str) -> Who:
    return tokens.login(PROVIDER, token, nonce="n", state="s", access_token="a")


def signed(said: dict[str, Any], kid: str = "ec", algorithm: str = "ES256", key: Any = EC) -> str:
    return jwt.encode({"alg": algorithm, "kid": kid}, said, key, algorithms=[algorithm])


def test_both_algorithms_of_the_state_are_believed() -> None:
    who = believed(signed(claims()))
    assert (who.subject, who.given_name, who.acr, who.amr) == ("EE60001019906", "Mary", "high", ("idcard",))
    nested = claims(given_name="-", family_name="-", profile_attributes={"given_name": "Mary"})
    assert believed(signed(nested, "rsa", "RS256", RSA)).given_name == "Mary"
    assert "EE60001019906" not in repr(who) and "secret" not in repr(PROVIDER)


def test_a_key_signs_by_its_own_algorithm_alone() -> None:
    for kid, algorithm, key in (("rsa", "ES256", EC), ("ec", "RS256", RSA), ("rsa", "PS256", RSA)):
        with pytest.raises(PermanentError) as refused:
            believed(signed(claims(), kid, algorithm, key))
        assert refused.value.code == "identity_signature"


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "a.b.c", "....", "é.é.é", "e30.e30.", "W10.e30.x", "bnVsbA.e30.x", "x" * 20_000,
        "eyJhbGciOiJSUzI1NiJ9.e30.x", "eyJhbGciOlsiUlMyNTYiXSwia2lkIjoiZWMifQ.e30.x",
        "eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjIiwiY3JpdCI6WyJiNjQiXSwiYjY0IjpmYWxzZX0.e30.x",
    ],
)  # fmt: skip
def test_no_text_breaks_the_reader(text: str) -> None:
    for read in (believed, lambda each: tokens.logout(PROVIDER, each)):
        with pytest.raises(PermanentError):
            read(text)


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "nonce", "iat", "exp", "acr", "amr", "jti", "events"])
@pytest.mark.parametrize("value", ["-", None, True, -1, 1e300, "", "x" * 600, [], [1], {}, {"a": 1}])
def test_nothing_strange_within_is_believed(name: str, value: Any) -> None:
    said = claims(**{name: value})
    if name == "events" and value == "-":
        return
    if name == "jti" and isinstance(value, str):
        # Whoever logs people in asks for a number; here it is only read.
        assert believed(signed(said)).jti == ""
        return
    with pytest.raises(PermanentError):
        believed(signed(said))


def test_a_refusal_says_why_by_a_word_and_never_what_the_token_said() -> None:
    with pytest.raises(PermanentError) as refused:
        believed(signed(claims(sub="EE60001019906", acr="low")))
    assert refused.value.code == "identity_level" and "6000" not in json.dumps(str(refused.value))
