"""id_tokens, good ones and such as must not be believed. Signed here by `cryptography` alone."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

Json = dict[str, Any]


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

    def signed(self, claims: Json) -> str:
        text = _unsigned({"alg": "RS256", "typ": "JWT", "kid": self.name}, claims)
        return f"{text}.{b64(self.private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _unsigned(header: Json, claims: Json) -> str:
    return ".".join(b64(json.dumps(part).encode()) for part in (header, claims))


def claims_of(issuer: str, client: str, nonce: str, person: Json) -> Json:
    now = int(time.time())
    return {
        "iss": issuer, "aud": [client], "sub": person["sub"], "nonce": nonce,
        "iat": now, "nbf": now - 60, "exp": now + 40, "jti": b64(hashlib.sha256(nonce.encode()).digest()),
        "acr": "high", "amr": ["idcard"], "state": "-",
        "given_name": person["given"], "family_name": person["family"], "date_of_birth": person["born"],
    }  # fmt: skip


def bent(kind: str, key: Key, other: Key, secret: str, claims: Json) -> str | None:
    """The token as a bad login would have it; None: there is none."""
    hour = 3600
    changes: dict[str, Json] = {
        "issuer": {"iss": "https://elsewhere.example"},
        "audience": {"aud": ["another"], "azp": "another"},
        "nonce": {"nonce": "another"},
        "expired": {"exp": claims["exp"] - hour, "iat": claims["iat"] - hour},
        "future": {"nbf": claims["nbf"] + hour, "iat": claims["iat"] + hour, "exp": claims["exp"] + 2 * hour},
    }
    if kind == "none":
        return None
    if kind == "signature":
        other.name = key.name
        return other.signed(claims)
    if kind == "unsigned":
        return _unsigned({"alg": "none"}, claims) + "."
    if kind == "hmac":
        text = _unsigned({"alg": "HS256", "kid": key.name}, claims)
        return f"{text}.{b64(hmac.new(secret.encode(), text.encode(), 'sha256').digest())}"
    if kind == "no_nonce":
        return key.signed({name: value for name, value in claims.items() if name != "nonce"})
    return key.signed(claims | changes.get(kind, {}))
