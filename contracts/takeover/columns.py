"""The columns of a table that is taken over: by which words they may be headed, and what stands in them.

The first word is the Estonian heading, the second the English one; the template to download has one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Column:
    """`needed`: the table must have it. `longest`: characters that the database keeps."""

    name: str
    headings: tuple[str, ...]
    tells: LazyText | str
    example: str = ""
    needed: bool = False
    longest: int = 200

    @property
    def heading(self) -> str:
        return self.headings[1 if (get_language() or "et").startswith("en") else 0]


COLUMNS = (
    Column("client_code", ("Kliendi kood", "Client code", "Registrikood", "Registry code"),
           _("registry code of the organisation, or personal code of the person"), "10000001", True, 20),
    Column("client_name", ("Kliendi nimi", "Client name", "Klient", "Client"),
           _("needed where the client is not known here yet"), "Näidis OÜ"),
    Column("portal", ("Portaal", "Portal"), _("code or name of the portal"), "kotkas", True, 120),
    Column("kind", ("Dokumendi liik", "Kind of document", "Liik", "Kind"),
           _("code or name of the kind of document"), "main_user_poa", True, 120),
    Column("number", ("Number", "Document number", "Dokumendi number", "Viit"),
           _("the number that the document has; several rows with one number are several persons of it"),
           "12-3/2019/44", True, 60),
    Column("signed_on", ("Allkirjastatud", "Signed on", "Sõlmitud", "Allkirjastamise kuupäev", "Accepted on"),
           _("the day on which it was signed or accepted"), "05.03.2019", True, 30),
    Column("valid_from", ("Kehtib alates", "Valid from", "Algus"),
           _("empty: from the day of signing"), "05.03.2019", False, 30),
    Column("valid_until", ("Kehtib kuni", "Valid until", "Lõpp"), _("empty: without term"), "", False, 30),
    Column("first_name", ("Eesnimi", "First name"), _("of the person whom the document authorises"), "Kadri",
           longest=120),
    Column("last_name", ("Perekonnanimi", "Last name", "Perenimi"), _("of the same person"), "Lepp",
           longest=120),
    Column("person_code", ("Isikukood", "Personal code"), _("of the same person"), "24402020080", longest=20),
    Column("email", ("E-post", "E-mail"), _("of the same person"), "kadri.lepp@raamat.example", longest=254),
    Column("phone", ("Telefon", "Phone"), _("of the same person"), "+372 5550 0004", longest=30),
    Column("may_delegate", ("Võib edasi volitada", "May authorise others"),
           _("yes, or empty: a principal user who may authorise others"), "jah", longest=10),
    Column("may_sign", ("Võib esitada ja allkirjastada", "May submit and sign"),
           _("yes, or empty: may submit and sign in the portal"), "jah", longest=10),
    Column("under", ("Antud volikirja alusel", "Given under"),
           _("number of the principal user's power by which it was given; empty: by the representatives"),
           longest=60),
    Column("contract_number", ("Lepingu number", "Contract number"),
           _("number of the agreement on which it leans"), "12-3/2018/7", longest=60),
    Column("ended_on", ("Lõppenud", "Ended on"), _("only what stands is taken over: leave it empty"),
           longest=30),
    Column("end_reason", ("Lõppemise põhjus", "Reason of the end"), _("leave it empty")),
    Column("container", ("Konteiner", "Container", "Konteineri fail", "Container file"),
           _("name of the signed file in the folder; empty where there is none"), "volikiri.asice"),
    Column("unverified", ("Kontrollimata", "Not re-verified"),
           _("yes: take it over although its old signatures cannot be checked any more"), longest=10),
    # What our own file of errors adds; a person leaves it as it is.
    Column("error", ("Viga", "Error", "Vead", "Errors"), _("filled by the desk, ignored when read"),
           longest=5_000),
)  # fmt: skip
BY_NAME = {each.name: each for each in COLUMNS}
WORDS = {each.name: each.headings for each in COLUMNS}
NEEDED = tuple(each.name for each in COLUMNS if each.needed)

_YES = frozenset({"jah", "yes", "да", "true", "1", "x", "j", "y", "+"})
_NO = frozenset({"", "ei", "no", "нет", "false", "0", "-", "n"})


def flag(text: str) -> bool:
    """Yes or no as people write it. Raises ValueError for anything else."""
    said = text.strip().casefold()
    if said not in _YES | _NO:
        raise ValueError("flag")
    return said in _YES


def template() -> tuple[Sequence[str], list[Sequence[str]]]:
    """Headings and one row of the template that people download."""
    shown = [each for each in COLUMNS if each.name != "error"]
    return [each.heading for each in shown], [[each.example for each in shown]]
