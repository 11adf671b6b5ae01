"""The way to the register, as the settings say."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

from desk.outbox import PermanentError
from registry.enums import Channel


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Access:
    """Address, channel and what proves who asks. The same access is the same connection."""

    url: str
    channel: Channel
    username: str = ""
    password: str = field(default="", repr=False)
    xroad_client: str = ""  # instance/class/member/subsystem of ours
    xroad_service: str = ""  # instance/class/member/subsystem of the register
    xroad_user: str = ""
    ca: str = ""
    cert: str = ""
    key: str = ""
    # Run right before each request is sent, in its turn; what it raises keeps the request back.
    before: Callable[[], None] = field(default=_nothing, compare=False, repr=False)
    patience: int = field(default=20, compare=False)  # seconds to wait for one's turn on the direct channel


def configured() -> Access:
    """The access of the settings; PermanentError("not_set_up") if there is none."""
    if not settings.REGISTRY_URL:
        raise PermanentError("not_set_up")
    return Access(
        url=settings.REGISTRY_URL,
        channel=Channel(settings.REGISTRY_CHANNEL),
        username=settings.REGISTRY_USERNAME,
        password=settings.REGISTRY_PASSWORD,
        xroad_client=settings.REGISTRY_XROAD_CLIENT,
        xroad_service=settings.REGISTRY_XROAD_SERVICE,
        xroad_user=settings.REGISTRY_XROAD_USER,
        ca=settings.REGISTRY_CA_FILE,
        cert=settings.REGISTRY_CERT_FILE,
        key=settings.REGISTRY_KEY_FILE,
    )
