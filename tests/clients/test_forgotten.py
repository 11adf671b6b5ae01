"""A person who stands in every store of the demo world is erased: nothing is found but the proof."""

from typing import Any

import pytest

from desk import clock
from desk.clients import subjects
from desk.people.models import User
from desk.records.holdings import Erasure, Fate, Ground, Subject
from desk.records.models import Destruction
from tests.clients import planted, settled
from tests.house import places

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Columns into which the database lets no words about her, beside their state: a reason stands only with its
# moment, a number is digits.
REFUSED = {
    "clients.Caution.number",
    "clients.Client.registry_code",
    "clients.Correction.after",
    "clients.DataRequest.extension_reason",
    "contracts.Finding.reason",
    "contracts.Portal.local_alone_basis",
    "contracts.Registration.dropped_reason",
    "counter.IncomingMail.reference",
    "enquiries.LastLetter.address",
    "enquiries.Promise.reason",
    "mail.Incoming.set_aside_reason",
    "orders.Batch.undone_reason",
    "orders.Order.subject_kind",
    "orders.Period.reason",
    "stats.LearningSession.called_off_reason",
    "stats.Report.why",
    "stats.Undertaking.register",
}
# The house's own texts, which the database lets nobody change: an erasure names them, and a person writes a
# new version. Nothing about a client belongs there.
NEVER_CHANGED = {
    "contracts.TemplateVersion", "guides.GuideStep", "guides.GuideVersion", "orders.Objection",
    "orders.Order", "stats.ReportAnswer", "tickets.Form",
}  # fmt: skip


@pytest.fixture
def she(own_store: None, settings: Any) -> Subject:
    """She stands everywhere, and nothing of hers is under way any more."""
    places.build(clock.now())
    one, own = planted.person(User.objects.get(username="spetsialist"))
    settled.settle()
    assert planted.everywhere(one, own) <= REFUSED
    settled.settle()
    return subjects.find(planted.CODE)


def tables(labels: set[str]) -> set[str]:
    return {label.replace(".", "_").lower() for label in labels}


def test_nothing_is_found_of_the_erased_but_the_proof(
    she: Subject, django_capture_on_commit_callbacks: Any
) -> None:
    assert len(planted.found()) > 200
    tried = subjects.erase(she, Erasure(Ground.ORDERED, None, dry=True))
    assert not [outcome for outcome in tried if outcome.first]
    assert len(planted.found()) > 200
    with django_capture_on_commit_callbacks(execute=True):
        outcomes = subjects.erase(she, Erasure(Ground.ORDERED, None, dry=False, basis="2-3/14"))
    assert {each.kind for each in outcomes if each.fate == Fate.KEPT} - {"access_log"} <= NEVER_CHANGED
    assert {line.split(":")[0] for line in planted.found()} <= tables(NEVER_CHANGED)
    assert len(outcomes) == len(tried)
    assert Destruction.objects.filter(basis__contains="2-3/14").count() > 50


def test_what_is_kept_of_somebody_no_longer_needed_says_why_and_until_when(she: Subject) -> None:
    kept = [
        each
        for each in subjects.erase(she, Erasure(Ground.NO_LONGER_NEEDED, None, dry=False))
        if each.fate == Fate.KEPT
    ]
    assert kept
    assert all(each.reason for each in kept)
    assert {each.kind for each in kept} >= {"person", "client", "enquiry", "package"}
