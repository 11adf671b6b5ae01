"""Which organisations changed on a day: the register's feed; its contract is *unverified* (changes.wsdl)."""

import re
from datetime import date

from desk.outbox import PermanentError
from registry.gateway.access import Access
from registry.gateway.calling import CONTRACT, Bundle, call

# A day may name thousands; each is a few hundred bytes.
FEED = Bundle(CONTRACT.with_name("changes.wsdl"), most_bytes=32 * 1024 * 1024)
_CODE = re.compile(r"[1-9]\d{7}")


def changed(access: Access, day: date) -> frozenset[str]:
    """Registry codes of all that the feed lists for the day, whatever changed: it is only an order.

    PermanentError("unexpected") if the list is not whole, or holds what is no code.
    """
    body, _ = call(access, "ettevotjaMuudatusedTasuline_v1", f"changes-{day:%Y%m%d}", FEED, kuupaev=day)
    rows = body.ettevotja_muudatused or []
    codes = frozenset(str(row.ariregistri_kood or "") for row in rows)
    if body.tulemuste_arv not in {None, len(rows)} or not all(map(_CODE.fullmatch, codes)):
        raise PermanentError("unexpected")
    return codes
