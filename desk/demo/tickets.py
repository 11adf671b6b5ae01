"""Two tickets: one that JIRA gets from the worker, one answered before JIRA was connected.

Between them the form of the second was worded anew, so that the two versions are seen side by side.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from desk.demo import shared_issue
from desk.demo.moment import ago
from desk.enquiries.models import Enquiry
from desk.people.models import User
from tickets import actions
from tickets.models import Unit
from tickets.reference import seed_reference

LOGIN = {
    "question": "Smart-ID-ga sisselogimine katkeb pärast PIN1 sisestamist.",
    "portal": "e-Keskkonnaamet",
    "where": "Avaleht > Logi sisse",
    "expected": "Avaneb ettevõtte töölaud",
    "error": "Autentimine ebaõnnestus (AUTH-17)",
    "browser": "Edge",
    "tried": "Teine veebilehitseja, vahemälu tühjendamine, Mobiil-ID (toimib)",
    "others": "Ei tea",
}
PERMIT = {
    "question": "Millal otsustatakse veeloa taotlus?",
    "permit": "KL-512345",
    "told": "Taotlus on menetluses, täpset kuupäeva I tasand ei tea.",
}
ANSWER = (
    "Taotluse eelnõu on avalikul väljapanekul kuni kuu lõpuni, otsus tehakse kahe nädala jooksul pärast seda."
)


def seed(at: datetime) -> None:
    """Hand two enquiries over, the elder one answered yesterday."""
    seed_reference()
    with ago(timedelta(days=1)), before_jira():
        enquiry, by = _open("permit-state")
        ticket = actions.escalate(
            enquiry=enquiry, unit=Unit.objects.get(code="permits"), answers=PERMIT, by=by
        )
        actions.record_by_hand(escalation=ticket, key="KT-90", by=by)
    with ago(timedelta(hours=5)):
        _revise("permits")
    with ago(timedelta(hours=2)), before_jira():
        actions.answer_by_hand(escalation=ticket, text=ANSWER, by=by)
    with ago(timedelta(hours=1)):
        enquiry, by = _open("login-failure")
        when = (at - timedelta(days=2)).strftime("%d.%m.%Y")
        actions.escalate(
            enquiry=enquiry, unit=Unit.objects.get(code="it"), answers={**LOGIN, "when": when}, by=by
        )
    shared_issue.seed(at)


def _revise(code: str) -> None:
    """The administrator wants to see the decision, and asks for the site too."""
    unit, by = Unit.objects.get(code=code), User.objects.get(username="haldur")
    form = unit.form
    assert form is not None
    asked = [actions.Asked.of(question) for question in form.questions.all()]
    questions = [replace(each, required=True) if each.key == "site" else each for each in asked]
    actions.revise_form(
        unit=unit, questions=questions, by=by, attachments_et="Loa lisa, mille kohta küsitakse",
        attachments_en="The annex of the permit that is asked about",
    )  # fmt: skip


def _open(topic: str) -> tuple[Enquiry, User]:
    enquiry = Enquiry.objects.open().select_related("owner").get(topic__code=topic)
    assert enquiry.owner is not None
    return enquiry, enquiry.owner


@contextmanager
def before_jira() -> Iterator[None]:
    """As it was before JIRA was connected: the number of the issue and the answer were kept by hand."""
    url, settings.JIRA_URL = settings.JIRA_URL, ""
    try:
        yield
    finally:
        settings.JIRA_URL = url
