"""How many forms one address of the network may send in an hour. Behind it may sit a whole office, so the
limit is wide, and who meets it is told what it is, until when, and what to do.

Counted in Redis under a keyed hash of the address; while Redis is down nobody is held back here, and what is
counted in the database for each package (tries of a code, codes, containers) still holds.
"""

import ipaddress
import logging
from datetime import datetime, timedelta
from functools import cache

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from desk import clock

log = logging.getLogger(__name__)


def refusal(request: HttpRequest) -> str:
    """Count this form; why it is not taken, as a text for the client; empty when it is."""
    now = clock.now()
    if _counted(network(request), now) <= settings.CLIENT_ADDRESS_HOURLY:
        return ""
    until = timezone.localtime(now.replace(minute=0, second=0) + timedelta(hours=1))
    return _(
        "From the network of your office or home too many forms were sent in this hour, by you or by others."
        " Please try again after %(until)s or call us: %(phone)s. Your documents are not affected."
    ) % {"until": until.strftime("%H:%M"), "phone": settings.AGENCY_PHONE}


def network(request: HttpRequest) -> str:
    """Whom the form comes from: an address, of IPv6 the household's part of it.

    X-Forwarded-For is believed as far as CLIENT_PAGE_PROXIES of our own proxies wrote it: from the right.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    hops = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.CLIENT_PAGE_PROXIES <= len(hops):
        address = hops[-settings.CLIENT_PAGE_PROXIES]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


@cache
def _redis() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def _counted(whom: str, now: datetime) -> int:
    who = salted_hmac("contracts.client_page.limits", whom, algorithm="sha256").hexdigest()[:32]
    key = f"{connection.settings_dict['NAME']}:page:{who}:{now:%Y%m%d%H}"
    try:
        with _redis().pipeline() as counter:
            counter.incr(key)
            counter.expire(key, 3700)
            return int(counter.execute()[0])
    except redis.RedisError as trouble:
        log.warning("forms of the client's page are not counted: %s", type(trouble).__name__)
        return 0
