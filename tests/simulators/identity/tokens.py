"""Tokens, good ones and such as must not be believed. Signed here by `cryptography` alone."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

Json = dict[str, Any]
HOUR = 3600
ENDED = "http://schemas.openid.net/event/backchannel-logout"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    """One RSA key with its published half."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def published(self) -> Json:
        numbers = self.private.public_key().public_numbers()
        n = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
        return {
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.name,
            "n": b64(n), "e": b64(numbers.e.to_bytes(3, "big")),
        }  # fmt: skip

    def pem(self) -> bytes:
        """The published half as a file: what a careless verifier would take for a secret."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def signed(self, claims: Json, header: Json | None = None) -> str:
        text = unsigned(
            {"alg": "RS256", "typ": "JWT", "kid": self.name} if header is None else header, claims
        )
        return f"{text}.{b64(self.private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def said(self, token: str) -> Json | None:
        """The claims of a token that this key signed; None for any other."""
        text, _dot, value = token.rpartition(".")
        try:
            raw = base64.urlsafe_b64decode(value + "==")
            self.private.public_key().verify(raw, text.encode(), padding.PKCS1v15(), hashes.SHA256())
            found: Json = json.loads(base64.urlsafe_b64decode(text.partition(".")[2] + "=="))
        except (InvalidSignature, ValueError):
            return None
        return found


def unsigned(header: Json, claims: Json) -> str:
    return ".".join(b64(json.dumps(part).encode()) for part in (header, claims))


def _hmac(key: bytes, name: str, claims: Json) -> str:
    text = unsigned({"alg": "HS256", "kid": name}, claims)
    return f"{text}.{b64(hmac.new(key, text.encode(), 'sha256').digest())}"


def half_hash(text: str) -> str:
    """`at_hash` of an access token."""
    return b64(hashlib.sha256(text.encode()).digest()[:16])


def bent(kind: str, key: Key, other: Key, secret: str, claims: Json) -> str | None:
    """The token as a bad login would have it; None: there is none."""
    later = {name: claims.get(name, 0) + HOUR for name in ("iat", "exp")}
    changes: dict[str, Json] = {
        "issuer": {"iss": "https://elsewhere.example"},
        "audience": {"aud": ["another"], "azp": "another"},
        "audience_beside": {"aud": [*claims["aud"], "another"], "azp": claims["aud"][0]},
        "nonce": {"nonce": "another"},
        "state": {"state": "another"},
        "expired": {"exp": claims["iat"] - HOUR + 40, "iat": claims["iat"] - HOUR},
        "future": {"nbf": claims["iat"] + HOUR, **later},
        "future_iat": later,
        "low": {"acr": "low"},
        "substantial": {"acr": "substantial"},
        "method": {"amr": ["eIDAS"]},
        "foreign": {"sub": "LV010149-12343"},
        "not_a_code": {"sub": "EE24503120017"},
        "at_hash": {"at_hash": half_hash("another")},
        "logout": {"events": {ENDED: {}}},
    }
    lacking = {"no_nonce": "nonce", "no_level": "acr", "no_method": "amr", "no_number": "jti"}
    if kind == "none":
        return None
    if kind == "signature":
        other.name = key.name
        return other.signed(claims)
    if kind == "unsigned":
        return unsigned({"alg": "none"}, claims) + "."
    if kind == "hmac":
        return _hmac(secret.encode(), key.name, claims)
    if kind == "hmac_public":
        return _hmac(key.pem(), key.name, claims)
    if kind == "unnamed_key":
        return key.signed(claims, {"alg": "RS256", "typ": "JWT"})
    if kind in lacking:
        return key.signed({name: value for name, value in claims.items() if name != lacking[kind]})
    return key.signed(claims | changes.get(kind, {}))


def bent_logout(kind: str, key: Key, other: Key, secret: str, claims: Json) -> str:
    """A logout_token as a forger would send it; an empty `kind`: a good one."""
    changes: dict[str, Json] = {
        "issuer": {"iss": "https://elsewhere.example"},
        "audience": {"aud": ["another"]},
        "old": {"iat": claims["iat"] - HOUR},
        "future": {"iat": claims["iat"] + HOUR},
        "nonce": {"nonce": "one"},
        "no_event": {"events": {}},
    }
    if kind in {"signature", "unsigned", "hmac", "hmac_public", "unnamed_key"}:
        return bent(kind, key, other, secret, claims) or ""
    if kind in {"no_sid", "no_number"}:
        lacking = "sid" if kind == "no_sid" else "jti"
        return key.signed({name: value for name, value in claims.items() if name != lacking})
    return key.signed(claims | changes.get(kind, {}))
