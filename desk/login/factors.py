"""The second factor: a secret of an authenticator (RFC 6238), and codes that stand in for it once."""

import secrets
from datetime import datetime

import pyotp
import segno
from django.conf import settings

STEP = 30  # seconds
LETTERS = "abcdefghjkmnpqrstuvwxyz"  # nobody confuses them when they are told or written down
RECOVERY_CODES = 10


def new_secret() -> str:
    """160 bits in base 32."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step of 30 seconds whose code this is: the present one or a neighbour; None: of none."""
    one = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP
    found = None
    for step in (present - 1, present, present + 1):
        # All three are compared, so that the time says nothing.
        if secrets.compare_digest(one.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def address(secret: str, name: str) -> str:
    """What the authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"Abilaud {settings.AGENCY_NAME}")


def picture(secret: str, name: str) -> str:
    """The same as a QR code: SVG with presentation attributes only, dark on white in both themes."""
    return segno.make(address(secret, name), error="m").svg_inline(
        scale=5, dark="#000", light="#fff", border=4
    )


def plain(code: str) -> str:
    """A code as it was typed, without what people put between its parts."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def new_code(groups: int) -> str:
    """Such as `kbde-wxmt-rrca`: 4.5 bits a letter."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(groups))
