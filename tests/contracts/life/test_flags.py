"""Documents whose grantor represents no more: flagged wherever they are seen, cleared by a note."""

from typing import Any

import pytest
from django.urls import reverse

from contracts.actions import changes
from contracts.life import flags
from contracts.models import Authorisation, RepresentationChange
from contracts.verification import comparing
from registry import rules
from tests.conftest import Actor
from tests.contracts import conftest
from tests.contracts.conftest import BOARD, Ground
from tests.contracts.nightly import a_night_passes, in_force
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow

FIXTURES = (lab, quick_press, trusting)  # pytest finds them by these names
KAASIKU = "10000018"
MARK = ">volitaja ei esinda enam</span>"


@pytest.fixture
def change(ground: Ground, lab: Lab, monkeypatch: pytest.MonkeyPatch, settings: Any) -> RepresentationChange:
    """Jaan Kask, who signed with Liis Saar, has left the board of Kaasiku."""
    settings.REGISTRY_URL = "http://127.0.0.1:9/"
    in_force(ground, lab)
    answer = rules.Answer(
        KAASIKU, "Kaasiku Kaevandus AS", "R", "AS", BOARD[1:], (), (rules.Group(1, BOARD[1:]),)
    )
    monkeypatch.setitem(conftest.ANSWERS, KAASIKU, answer)
    a_night_passes()
    return RepresentationChange.objects.get()


def pages(actor: Actor, document: Authorisation) -> list[str]:
    """Everywhere the document is seen: its own page, the tree, the register, the client's panel."""
    client = document.package.client_id
    addresses = [
        reverse("contracts:document", args=[document.pk]), reverse("contracts:tree", args=[client]),
        reverse("contracts:register_index"), reverse("contracts:client_panel", args=[client]),
    ]  # fmt: skip
    return [actor.get(each).content.decode() for each in addresses]


def test_the_night_flags_what_the_lost_one_gave_and_every_page_says_so(
    change: RepresentationChange, as_specialist: Actor
) -> None:
    document = Authorisation.objects.get(package__client=change.client)
    assert list(change.documents.all()) == [document]
    own, *others = pages(as_specialist, document)
    assert change.get_absolute_url() in own
    assert all(MARK in page for page in others)
    flagged = as_specialist.post(reverse("contracts:register_index"), {"show": "flagged"}).content.decode()
    assert document.number in flagged


def test_the_page_of_the_change_leads_to_what_is_needed(
    change: RepresentationChange, as_specialist: Actor
) -> None:
    document = Authorisation.objects.get(package__client=change.client)
    page = as_specialist.get(change.get_absolute_url()).content.decode()
    assert MARK in page and f"from={document.pk}&amp;renew=1" in page
    assert reverse("contracts:document", args=[document.pk]) + "#ends" in page


def test_a_note_clears_the_mark_and_the_document_stands(
    change: RepresentationChange, ground: Ground, as_specialist: Actor
) -> None:
    document = Authorisation.objects.get(package__client=change.client)
    changes.settle(change=change, text="Uus juhatus kinnitas volikirja.", by=ground.user)
    assert not any(MARK in page for page in pages(as_specialist, document))
    assert Authorisation.objects.in_force().get() == document
    changes.reopen(change=change, by=ground.user)
    assert any(MARK in page for page in pages(as_specialist, document))


def test_what_was_given_under_a_power_is_not_flagged(change: RepresentationChange, ground: Ground) -> None:
    document = Authorisation.objects.get(package__client=change.client)
    other = Authorisation.objects.exclude(pk=document.pk).first()
    assert other is None  # the power itself is the only one
    Authorisation.objects.filter(pk=document.pk).update(granted_under=document)
    document.refresh_from_db()
    bases = {document.package_id: change.before}
    signatures = comparing.signatures_of([document.package_id])
    assert flags.given_by_the_lost([document], bases, change.after, signatures) == []
