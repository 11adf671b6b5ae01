"""What may be wrong with a row: a code for machines, and a sentence that says how to mend it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from contracts.takeover.columns import BY_NAME

# Leaves the document out.
ERRORS: dict[str, LazyText | str] = {
    "NO_VALUE": _("“%(heading)s” is empty."),
    "TOO_LONG": _("“%(heading)s” is longer than %(most)s characters."),
    "BAD_CLIENT_CODE": _(
        "The client's code is neither an Estonian registry code nor a personal code. Add a foreign client by"
        " hand first."
    ),
    "BAD_PERSONAL_CODE": _("The personal code does not pass the Estonian check."),
    "NOT_BORN": _("By this personal code the person is not born yet."),
    "UNKNOWN_KIND": _("There is no such kind of document here."),
    "KIND_NOT_OPENING": _("Documents of this kind open no portal: only what gives access is taken over."),
    "UNKNOWN_PORTAL": _("There is no such portal here."),
    "NO_PERSON": _("A document of this kind names a person: write first name, last name and personal code."),
    "ONE_PERSON_ONLY": _("A document of this kind names one person; rows %(rows)s have the same number."),
    "SAME_PERSON": _("The same person stands with this document in row %(row)s already."),
    "SAME_ROW": _("The same document stands in row %(row)s already."),
    "CONTRADICTION": _("Rows %(rows)s have the same number but differ in “%(heading)s”."),
    "BAD_DATE": _("“%(heading)s” is not a date like 05.03.2019."),
    "BAD_FLAG": _("“%(heading)s” is neither yes nor no."),
    "BAD_EMAIL": _("The e-mail address is not whole."),
    "SIGNED_IN_FUTURE": _("The day of signing has not come yet."),
    "PERIOD_REVERSED": _("The period ends before it begins."),
    "EXPIRED": _("Its period ran out on %(day)s: only what stands is taken over."),
    "ENDED": _("It has ended: only what stands is taken over."),
    "ENDS_LATER": _("Its end is known: write the last day into “%(heading)s” and empty this column."),
    "NO_CLIENT_NAME": _("The client is not known here: write its name."),
    "PRACTICE_CLIENT": _("This is a client of practice calls."),
    "NUMBER_OF_OURS": _("The desk itself gave this client a document with this number."),
    "KNOWN_DIFFERS": _(
        "The document was taken over before with other data (%(heading)s). What changed since is entered here"
        " by hand."
    ),
    "UNKNOWN_POWER": _("The client has no document with the number in “%(heading)s”."),
    "POWER_ENDED": _("The document under which it was given has ended here."),
    "POWER_IN_ERROR": _("The document under which it was given has errors itself: row %(row)s."),
    "POWER_UNFIT": _("A document of this kind cannot be given under the one in “%(heading)s”."),
    "POWER_IN_CIRCLE": _("Documents were given under each other in a circle: rows %(rows)s."),
    "CONTAINER_MISSING": _("There is no such file in the folder of containers."),
    "CONTAINER_TOO_LARGE": _("The container is larger than %(most)s MB."),
    "CONTAINER_DAMAGED": _("The file is no signed container, or it is damaged: %(why)s"),
    "CONTAINER_NOT_VALID": _("The signatures do not hold: %(why)s"),
    "CONTAINER_UNSURE": _(
        "The old signatures cannot be checked any more: %(why)s Write yes into “%(heading)s” to take it over"
        " all the same."
    ),
    "CONTAINER_WAITS": _("The signatures could not be judged now. Run the file again later."),
    "NO_SIGNER": _("No person has signed the container, only a seal or a code that we do not recognise."),
    "SIGNER_NOT_GRANTOR": _("None of those who signed holds the power under which it was given."),
    "SIGNER_NOT_PERSON": _("The person himself has not signed the container."),
    "CONTAINER_OF_TWO": _("The same container stands with a document of another client in row %(row)s."),
    "TOO_FEW_FILES": _(
        "The container holds %(files)s files, but %(documents)s documents are said to be in it."
    ),
    "NOT_TAKEN": _(
        "The document could not be stored. Run the file again; tell the administrator if it stays."
    ),
}
# Does not.
WARNINGS: dict[str, LazyText | str] = {
    "ODD_REGISTRY_CODE": _("The registry code does not pass the Estonian check. Is it right?"),
    "CLIENT_NAME_DIFFERS": _("Here the client has another name."),
    "CLIENT_NOT_ACTIVE": _("Here the client is no longer active."),
    "CLIENT_IS_NEW": _("The client is not known here and will be added."),
    "PERSON_NOT_NAMED": _("A document of this kind names nobody: the person was left out."),
    "ODD_PHONE": _("The phone number is not whole."),
    "NUMBER_OF_ANOTHER": _("The desk itself gave this number to another client's document."),
    "SAME_PERSON_HERE": _("The person has such a document here already: %(number)s."),
    "UNKNOWN_CONTRACT": _("The client has no agreement with this number here or in the table."),
    "ONE_SIGNATURE": _("The agency signs documents of this kind too, but only one person has signed."),
    "SIGNED_ANOTHER_DAY": _("By the container it was signed on %(day)s."),
}


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong with one row. `params` fill the sentence and hold no personal data."""

    code: str
    row: int
    column: str = ""
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def is_error(self) -> bool:
        return self.code in ERRORS

    @property
    def heading(self) -> str:
        known = BY_NAME.get(self.column)
        return known.heading if known else ""

    @property
    def text(self) -> str:
        words = ERRORS.get(self.code) or WARNINGS[self.code]
        return str(words) % {"heading": self.heading, **self.params}


def counted(troubles: Iterable[Trouble]) -> list[tuple[str, int]]:
    """How many of each code, the most frequent first."""
    return Counter(each.code for each in troubles).most_common()
