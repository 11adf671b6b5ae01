"""What the desk itself writes into issues: nothing about any client, since JIRA is read by many."""

import re

from tickets.enums import Means

WAITS = (
    "Lahendust ootab veel üks klient, kokku %(n)s. / One more client waits for the solution, %(n)s in all."
)
DUPLICATE = "Duplikaat: %(key)s. / Duplicate of %(key)s."
NOT_HERE = "Ei kuulu siia: %(number)s. / Does not belong here: %(number)s."
TOLD = "Klient on vastusest teavitatud. / The client has been told the answer."
# An expert spoke on our page: that he did, and nothing of what he said.
SPOKEN = {
    Means.SOLVED: "Vastus on kirjas teenindusplatvormil.",
    Means.NEEDS_INFO: "Pilet on teenindusplatvormil tagastatud: andmeid on puudu.",
    Means.REFUSED: "Pilet on teenindusplatvormil tagasi lükatud.",
}
# The label of what was added beside the questions of the form.
ADDED_LATER = "Lisatud hiljem"

_GIVEN = re.compile(r"%\\\(\w+\\\)s")  # what is filled in, in an escaped phrase
_NEWS = re.compile(
    "|".join(
        _GIVEN.sub(r"\\S+", re.escape(phrase.partition(" / ")[0]))
        for phrase in (WAITS, DUPLICATE, NOT_HERE, *SPOKEN.values())
    )
)


def only_tells(text: str) -> bool:
    """Whether a comment of ours only says who waits, or that an expert spoke on our page.

    It supplies nothing that the second level asked for.
    """
    return _NEWS.match(text.lstrip()) is not None
