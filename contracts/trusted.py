"""The trust data of this desk: from TRUST_DIR, and never test anchors where real documents are judged."""

from pathlib import Path

from django.conf import settings

from contracts.containers.trust import NoTrustData, TrustStore
from contracts.containers.trusted_list import load_folder, names_for_tests
from desk.records.models import DemoMarker


def trust_store() -> TrustStore:
    """What signatures are checked against. Raises NoTrustData with a sentence for people."""
    if not settings.TRUST_DIR:
        raise NoTrustData("TRUST_DIR is not set: there is no trusted list to check against")
    store = load_folder(Path(settings.TRUST_DIR))
    if names_for_tests(store) and not _tests_allowed():
        raise NoTrustData("TRUST_DIR holds trust anchors of tests, which are refused outside demo data")
    return store


def _tests_allowed() -> bool:
    return settings.TESTING or (settings.DEMO and DemoMarker.objects.exists())
