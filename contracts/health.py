"""What `doctor` says of this room: fonts and libraries of documents, trust data, the services
that confirm the agency's signature, the clients' login."""

from collections.abc import Callable, Iterator

from django.conf import settings

from contracts.client_page import identity
from contracts.containers.trust import NoTrustData
from contracts.models import AgencySignature
from contracts.printing import fonts
from contracts.registration import missing
from contracts.signing import responder, timestamping
from contracts.sitting import offering
from contracts.verification.trusted import is_demo, trust_store
from desk import clock
from desk.outbox import OutsideTrouble


def parts() -> Iterator[tuple[str, str, str]]:
    """Part, state (ok, sample, manual, failed) and detail, for `manage.py doctor`. In English."""
    yield "trusted list", *_trusted_list()
    yield "time-stamps", *_confirming(settings.TSA_URL, timestamping.ping, _NO_STAMPS)
    yield "certificates' state", *_confirming(settings.OCSP_URL, responder.ping, _OWN_ADDRESS)
    yield "clients' login", *_login()
    yield "signing in the browser", *_signing()
    yield "document register", *_register()


def _register() -> tuple[str, str]:
    """What should stand on the registrar's list, and whether it does."""
    rows = {"signed": missing.signed(), "refused": missing.refused(), "ended": missing.ended()}
    counts = {what: found.count() for what, found in rows.items()} | {"letters": missing.old_letters()}
    if not any(counts.values()):
        return "ok", ""
    return "failed", "not on the list: " + ", ".join(f"{what} {count}" for what, count in counts.items())


def of_documents() -> Iterator[tuple[str, str, str]]:
    """The same of what makes documents, for which no database is asked."""
    try:
        yield "fonts of documents", "ok", f"{len(fonts.approved())} approved, by their sha256"
    except fonts.RenderingUnavailable as trouble:
        yield "fonts of documents", "failed", str(trouble)
        return
    from contracts.printing import pdf

    try:
        pdf.warm_up()
    except fonts.RenderingUnavailable as trouble:
        yield "documents", "failed", str(trouble)
    else:
        yield "documents", "ok", pdf.libraries()


_NO_STAMPS = "manual", "TSA_URL is not set: the agency signs outside and uploads the container"
_OWN_ADDRESS = "ok", "OCSP_URL is not set: each certificate names the address of its own"


def _confirming(url: str, ping: Callable[[str], None], absent: tuple[str, str]) -> tuple[str, str]:
    if not url:
        return absent
    try:
        ping(url)
    except OutsideTrouble as trouble:
        return "failed", trouble.code
    return ("sample" if settings.SIGNING_SAMPLE else "ok"), ""


def _signing() -> tuple[str, str]:
    """The time-stamping authority, and the responder where the settings name one."""
    if offering.badge() == "manual":
        return "manual", "TSA_URL is not set: the agency signs outside and uploads"
    try:
        timestamping.ping(settings.TSA_URL)
        if settings.OCSP_URL:
            responder.ping(settings.OCSP_URL)
    except OutsideTrouble as trouble:
        return "failed", trouble.code
    waiting = AgencySignature.jobs.living().filter(signed_at__isnull=False).exclude(reason="").count()
    detail = f"{waiting} signatures wait for it" if waiting else ""
    return ("ok" if offering.badge() == "live" else "sample"), detail


def _login() -> tuple[str, str]:
    if not identity.configured():
        return "manual", "not set up: clients come in by the link and a code"
    try:
        identity.ping()
    except OutsideTrouble as trouble:
        return "failed", trouble.code
    return ("ok" if settings.CLIENT_OIDC_ISSUER.startswith("https://") else "sample"), ""


def _trusted_list() -> tuple[str, str]:
    if not settings.TRUST_DIR:
        return "manual", "TRUST_DIR is not set: no signature can be checked"
    try:
        store = trust_store()
    except NoTrustData as trouble:
        return "failed", str(trouble)
    good = "sample" if is_demo() else "ok"
    count = f"{len(store.services)} certificates"
    if store.expires_at is None:
        return good, f"{count}, no list that could expire"
    left = (store.expires_at - clock.now()).days
    until = f"{', '.join(store.names)}, {count}, until {store.expires_at:%d.%m.%Y}"
    if store.expires_at <= clock.now():
        return "failed", f"{until}: expired, so no verdict is final; run load_trust_list"
    return good, until + (f": {left} days left, run load_trust_list" if left < 30 else "")
