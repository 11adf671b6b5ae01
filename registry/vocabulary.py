"""Roles and numbers as words of a sentence. A role that is not here keeps the words of the register."""

from django.utils.translation import gettext_lazy as _

from registry.rules import Answer, Person

# Roles whose holders are the board, so that a sentence may say "two of three board members".
BOARD = frozenset({"JUHL", "JUHE", "LIKVJ"})

ROLES = {
    "JUHL": _("board member"),
    "JUHE": _("chairman of the board"),
    "JUHA": _("sole member of the board"),
    "JUHJ": _("manager"),
    "PROK": _("procurator"),
    "LIKV": _("liquidator"),
    "LIKVJ": _("board member as liquidator"),
    "PANKR": _("trustee in bankruptcy"),
    "AJPH": _("interim trustee as liquidator"),
    "AJUTPH": _("interim trustee"),
    "JPNKR": _("supervisory trustee"),
    "MORAH": _("moratorium administrator"),
    "ERIH": _("special regime administrator"),
    "TOSAN": _("general partner"),
    "EUSOS": _("limited partner with the right to represent"),
    "EUSOS2": _("limited partner with the right to represent"),
    "ESIS": _("person entitled to represent"),
    "ESIS2": _("person entitled to represent"),
    "FIE": _("sole trader"),
    "ETTEV": _("sole trader"),
    "VFILJ": _("manager of the branch"),
    "VALIT": _("administrator of the apartment association"),
    "HNKL": _("member of the administrative board"),
    "ASES": _("head of the agency"),
    "KOAS": _("superior agency"),
    "OSAN": _("shareholder"),
    "O": _("shareholder"),
    "UOSAN": _("limited partner"),
    "N": _("member of the supervisory board"),
    "E": _("chairman of the supervisory board"),
    "A": _("founder"),
    "W": _("beneficial owner"),
    "S": _("shareholder"),
    "KISIK": _("contact person at the register"),
    "MDKPI": _("person who receives procedural documents"),
    "V": _("authorised person"),
}

STATUSES = {
    "R": _("entered in the register"),
    "L": _("in liquidation"),
    "N": _("bankrupt"),
    "K": _("deleted from the register"),
}

_MANY = {
    2: _("two"),
    3: _("three"),
    4: _("four"),
    5: _("five"),
    6: _("six"),
    7: _("seven"),
    8: _("eight"),
    9: _("nine"),
    10: _("ten"),
}
_OF = {
    2: _("of two"),
    3: _("of three"),
    4: _("of four"),
    5: _("of five"),
    6: _("of six"),
    7: _("of seven"),
    8: _("of eight"),
    9: _("of nine"),
    10: _("of ten"),
}


def role(person: Person) -> str:
    """In what role somebody stands on the card."""
    return str(ROLES.get(person.role) or person.role_text or person.role)


def status(answer: Answer) -> str:
    """How the organisation stands in the register."""
    return str(STATUSES.get(answer.status) or answer.status_text or answer.status)


def many(number: int) -> str:
    """How many sign: "two", and above ten in figures."""
    return str(_MANY.get(number, number))


def of(number: int) -> str:
    """Of how many: "of three"."""
    return str(_OF.get(number) or _("of %(number)s") % {"number": number})
