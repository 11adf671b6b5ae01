"""A personal code as a command is told it: an argument, a line of stdin, or asked for at the terminal."""

import sys
from getpass import getpass

from django.core.management.base import CommandError, CommandParser

from desk.clients.subjects import Unknown, find
from desk.records import looks
from desk.records.access import MACHINE, Shown
from desk.records.holdings import Subject


def add_code(parser: CommandParser) -> None:
    """The argument; without it the code does not land in the shell's history."""
    parser.add_argument(
        "code", metavar="CODE", nargs="?", default="",
        help="personal code, 38001085718 or EE38001085718; '-' reads it from stdin, without it it is asked:"
        " so it does not stay in the shell's history",
    )  # fmt: skip


def subject(code: str) -> Subject:
    """The person of the code that was told. An error says nothing of the code."""
    if not code:
        code = getpass("Personal code: ") if sys.stdin.isatty() else "-"
    if code == "-":
        code = sys.stdin.readline()
    try:
        return find(code.strip())
    except Unknown as trouble:
        raise CommandError(" ".join(trouble.texts)) from None


def note_look(person: Subject, view: str) -> None:
    """The access log knows that the machine itself showed these data, for the person's own request."""
    shown = [Shown("client", pk, pk, "subject") for pk in sorted(person.client_ids)]
    shown += [Shown("person", pk, None, "subject") for pk in sorted(person.person_ids)]
    looks.write(user_id=MACHINE, view=view, shown=shown)
