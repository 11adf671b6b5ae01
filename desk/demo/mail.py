"""A letter under way, and one that the mail server refused."""

from datetime import datetime, timedelta

from desk.clients.models import Client
from desk.demo.moment import ago
from desk.mail import actions
from desk.mail.actions import Letter
from desk.mail.models import Message
from desk.outbox import JobState
from desk.people.models import User


def seed(at: datetime) -> None:
    """Both to Tamme Puit; the worker sends the first to the mailbox simulator."""
    _letter("mari.tamm@tammepuit.example", "Vastus Teie küsimusele", "Aruande tähtaeg on 31. märts.")
    with ago(timedelta(days=1)):
        refused = _letter("kadunud@tammepuit.example", "Palun kinnitage kontaktandmed", "Kas need on õiged?")
        Message.objects.filter(pk=refused.pk).update(state=JobState.FAILED, reason="refused_recipient")
        refused.refresh_from_db()
        actions.failed(refused)


def _letter(to: str, subject: str, text: str) -> Message:
    client = Client.objects.with_code("10000001").get()
    return actions.queue(
        letter=Letter(subject, f"Tere!\n\n{text}\n\nLugupidamisega\nKeskkonnaamet"),
        to=to,
        language=client.language,
        subject=("client", client.pk),
        client_id=client.pk,
        by=User.objects.get(username="spetsialist"),
    )
