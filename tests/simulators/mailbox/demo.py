"""Letters that lie in the agency's mailbox when the demo starts, dated today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

# Minutes ago, sender, title, text.
_LETTERS = (
    (190, "Mari Tamm <mari.tamm@tammepuit.example>", "Peakasutaja ei saa sisse",
     "Tere!\n\nMeie peakasutaja ei saa alates eilsest portaali sisse, kuvatakse teade „Õigused puuduvad“.\n"
     "Mida peame tegema?\n\nLugupidamisega\nMari Tamm\nTamme Puit OÜ"),
    (125, "Anna Ivanova <anna.ivanova@volga.example>", "Вход в портал",
     "Здравствуйте!\n\nНе могу войти в портал: после входа с ID-картой страница пустая. Что делать?\n\n"
     "С уважением,\nАнна Иванова"),
    (70, "Kadri Lepp <kadri.lepp@raamat.example>", "Aruande tähtaeg",
     "Tere!\n\nKas kvartaliaruande tähtaega saab pikendada? Raamatupidaja on haige.\n\nKadri Lepp"),
    (35, "Jaan Kask <jaan.kask@kaasiku.example>", "Automaatvastus: Kasutusleping",
     "Olen puhkusel kuni 30. kuupäevani."),
    (12, "Karl Rebane <karl.rebane@turvas.example>", "Question about the permit",
     "Hello,\n\nwhere can I see the state of our permit application?\n\nBest regards\nKarl Rebane"),
)  # fmt: skip


def letters(agency: str) -> Iterator[bytes]:
    """Each as a mail program would send it; the same on one day, so that a second start adds none."""
    today = datetime.now().astimezone()
    for number, (minutes, sender, title, text) in enumerate(_LETTERS):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, agency, title
        written = today.replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(minutes=minutes)
        message["Date"] = format_datetime(written)
        domain = sender.rstrip(">").rpartition("@")[2]
        message["Message-ID"] = f"<demo-{today:%Y%m%d}-{number}@{domain}>"
        if title.startswith("Automaatvastus"):
            message["Auto-Submitted"] = "auto-replied"
        message.set_content(text)
        yield message.as_bytes()
