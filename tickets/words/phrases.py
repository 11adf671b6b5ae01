"""What the desk itself writes into issues, in the agency's two languages: nothing about any client."""

WAITS = (
    "Lahendust ootab veel üks klient, kokku %(n)s. / One more client waits for the solution, %(n)s in all."
)
DUPLICATE = "Duplikaat: %(key)s. / Duplicate of %(key)s."
NOT_HERE = "Ei kuulu siia: %(number)s. / Does not belong here: %(number)s."

_BEGINNINGS = tuple(phrase[:12] for phrase in (WAITS, DUPLICATE, NOT_HERE))


def says_who_waits(text: str) -> bool:
    """Whether a comment of ours only says who waits: it supplies nothing that the second level asked for."""
    return text.lstrip().startswith(_BEGINNINGS)
