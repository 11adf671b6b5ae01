"""What people see of letters."""

from typing import Any

import pytest
from django.urls import reverse

from desk.mail import actions, tasks
from desk.mail.actions import Letter
from desk.mail.models import Message
from desk.records.models import AccessLogEntry
from tests.simulators.mailbox import Running

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued() -> Message:
    return actions.queue(
        letter=Letter("Volikiri nr 8", "Volikiri on kontrollitud."),
        to="mari.tamm@tammepuit.example", language="et", subject=("package", 8), client_id=3, by=None,
    )  # fmt: skip


def test_a_letter_can_be_read_and_the_look_is_logged(queued: Message, as_specialist: Any) -> None:
    page = as_specialist.get(reverse("mail:page", args=[queued.pk]))

    assert page.status_code == 200
    assert "Volikiri on kontrollitud." in page.content.decode()
    assert AccessLogEntry.objects.filter(client_id=3, user_id=as_specialist.user.pk).exists()


def test_a_letter_that_could_not_be_sent_is_listed_with_the_reason_and_a_button(
    queued: Message, mail_server: Running, as_specialist: Any
) -> None:
    mail_server.state.fault = "refuse"
    tasks.send(queued.pk)

    page = as_specialist.get(reverse("mail:unsent")).content.decode()
    again = reverse("mail:again", args=[queued.pk])
    assert Message.objects.get().why in page
    assert again in page

    mail_server.state.fault = ""
    answer = as_specialist.post(again, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("mail:unsent")
    tasks.send(queued.pk)
    assert len(mail_server.state.letters) == 1


def test_a_stranger_reads_no_letters(queued: Message, as_stranger: Any, as_level2: Any) -> None:
    assert as_stranger.get(reverse("mail:page", args=[queued.pk])).status_code == 302
    assert as_level2.get(reverse("mail:page", args=[queued.pk])).status_code == 403
