"""Who judges signatures on this desk: by the trust data of TRUST_DIR, and with SiVa where that is wanted.
Test anchors are never believed where real documents are judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from contracts.containers import siva
from contracts.containers.combined import CombinedValidator
from contracts.containers.trust import NoTrustData, TrustStore
from contracts.containers.trusted_list import load_folder, names_for_tests
from contracts.containers.validator import LocalValidator, SignatureValidator
from contracts.enums import Standing
from contracts.models import Portal
from desk import clock
from desk.records.models import DemoMarker


@dataclass(frozen=True)
class Judge:
    """`standing`: whether its word is enough for a live portal. `final`: whether a pass is accepted by
    itself; a sample's is so among demo data alone."""

    validator: SignatureValidator
    standing: Standing
    final: bool


def judge(portals: Iterable[Portal]) -> Judge:
    """Who judges documents for these portals. Raises NoTrustData with a sentence for people.

    SiVa is wanted beside our own check unless the agency's written policy says of each of the portals that
    our own is enough there. What only simulators and test anchors say is a sample.
    """
    local = LocalValidator(trust_store(), clock.now())
    asked = list(portals)
    alone = bool(asked) and all(each.local_alone for each in asked)
    second = None if alone else siva.configured()
    validator = local if second is None else CombinedValidator(local, second)
    if is_demo():
        return Judge(validator, Standing.SAMPLE, final=True)
    enough = alone or second is not None
    return Judge(validator, Standing.LIVE if enough else Standing.SAMPLE, final=enough)


def trust_store() -> TrustStore:
    """What signatures are checked against. Raises NoTrustData with a sentence for people."""
    if not settings.TRUST_DIR:
        raise NoTrustData("TRUST_DIR is not set: there is no trusted list to check against")
    store = load_folder(Path(settings.TRUST_DIR))
    if names_for_tests(store) and not is_demo():
        raise NoTrustData("TRUST_DIR holds trust anchors of tests, which are refused outside demo data")
    return store


def is_demo() -> bool:
    """Whether nothing here is real: what this desk judges was made for showing or testing it."""
    return settings.TESTING or (settings.DEMO and DemoMarker.objects.exists())
