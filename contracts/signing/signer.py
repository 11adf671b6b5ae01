"""Who signs for the agency, and by what: one protocol, of which Web eID is the first.

* **Web eID** (`web_eid.WebEid`): two steps with the browser. `choose` reads its message with the certificate
  and the methods, `ask` gives the message for the extension, `take` reads the extension's answer.
* **Mobile-ID**: the server polls. `choose` asks the service for the certificate of a phone number and code;
  `ask` opens a session (its id is the `reference`; the first six and last seven bits of the digest are the
  `control_code` that the page shows); `take` asks for the session's state: None while it runs.
* **Smart-ID**: the same by document number (RAW_DIGEST_SIGNATURE, PSS only); the service tells the code.
* **e-seal** (PKCS#11): at once. `choose` reads the certificate of the token, `ask` has nothing to ask, `take`
  signs.

Whatever the means, the certificate is checked by `eligibility` before anything is asked (a seal by a check of
its own: it names the agency and not a person), the value by `xades.Prepared.check`, and
`assembling.complete` does the rest. Mobile-ID and Smart-ID are gateways (time-outs, `ping()`, desk.outbox
errors), whose polling is a row with a state like every other work for outside systems.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from .methods import Method
from .xades import Prepared

Message = Mapping[str, Any]


@dataclass(frozen=True)
class Chosen:
    """With which certificate and by which method it will be signed; nothing of it is checked yet."""

    certificate: x509.Certificate
    method: Method

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Asked:
    """What happens next: a message for the browser, or a session elsewhere with a code to be shown."""

    message: Message = field(default_factory=dict)
    reference: str = ""
    control_code: str = ""


class Signer(Protocol):
    """A means of signing. Every step raises NotSigned where the person can do something about it."""

    def choose(self, said: Message) -> Chosen:
        """Certificate and method, from what the browser or the service says."""
        ...

    def ask(self, prepared: Prepared) -> Asked:
        """Have the digest signed."""
        ...

    def take(self, prepared: Prepared, said: Message) -> bytes | None:
        """The signature value, proved to be over this digest and by this key; None: ask again later.

        `said` is the browser's message, or the `reference` of what was asked."""
        ...
