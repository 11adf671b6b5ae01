"""What a document must have before it can prove who represents: pure checks, each a text for its field."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from stdnum.ee import ik

from desk.clients.codes import HOME
from registry.enums import Apostille, Basis, ProofKind, Translation

PRINT_OUT_DAYS = 30  # an older print-out shows what was, not what is

# With these countries Estonia has treaties of legal assistance, so that an apostille may not be needed.
# A help for the person who decides and writes why; no rule is made of it.
TREATY_COUNTRIES = ("LV", "LT", "PL", "UA", "RU")


@dataclass(frozen=True)
class Named:
    """Someone who may represent by the document: alone, or together with all who are not alone."""

    country: str
    code: str
    first: str
    last: str
    role: str = ""
    alone: bool = True


@dataclass(frozen=True)
class Paper:
    """What is written down of a document; fields as in the model Proof."""

    basis: str
    basis_text: str
    reason: str
    valid_from: date
    valid_until: date | None = None
    country: str = HOME
    apostille: str = Apostille.NOT_NEEDED
    apostille_number: str = ""
    apostille_on: date | None = None
    apostille_why: str = ""
    translation: str = Translation.NOT_NEEDED
    language: str = ""
    translator: str = ""
    persons: Sequence[Named] = field(default_factory=tuple)


def problems(paper: Paper, kind: str, today: date, *, translated: bool) -> list[tuple[str, str]]:
    """Everything that is missing or cannot be: (field, text). `translated`: a file of it is there."""
    return [
        *_basic(paper, kind),
        *_days(paper, kind, today),
        *(_abroad(paper, today, translated) if paper.country != HOME else _at_home(paper, translated)),
        *_persons(paper.persons),
    ]


def _basic(paper: Paper, kind: str) -> list[tuple[str, str]]:
    found = []
    if not paper.basis_text.strip():
        found.append(("basis_text", _("Write which document it is: name, number, date, and who gave it.")))
    if not paper.reason.strip():
        found.append(("reason", _("Write why the register is not enough.")))
    if kind == ProofKind.STANDING and paper.basis == Basis.PRINT_OUT:
        found.append(("basis", _("A print-out of the register serves one act only; choose another basis.")))
    if paper.basis == Basis.FOREIGN_REGISTER and paper.country == HOME:
        found.append(("country", _("Choose the country of the foreign register.")))
    return found


def _days(paper: Paper, kind: str, today: date) -> list[tuple[str, str]]:
    found = []
    if kind == ProofKind.PRINT_OUT:
        if paper.valid_from > today:
            found.append(("valid_from", _("A print-out cannot be of a day to come.")))
        if paper.valid_from < today - timedelta(days=PRINT_OUT_DAYS):
            text = _("The print-out is older than %(days)s days: take a fresh one.")
            found.append(("valid_from", text % {"days": PRINT_OUT_DAYS}))
        return found
    if paper.valid_until is not None and paper.valid_until < paper.valid_from:
        found.append(("valid_until", _("The last day is before the first.")))
    elif paper.valid_until is not None and paper.valid_until < today:
        found.append(("valid_until", _("The document is no longer valid.")))
    if paper.valid_until is None and paper.basis == Basis.POWER_OF_ATTORNEY:
        found.append(("valid_until", _("Write until when the power of attorney is valid.")))
    return found


def _abroad(paper: Paper, today: date, translated: bool) -> list[tuple[str, str]]:
    found = []
    if paper.apostille == Apostille.NOT_NEEDED:
        if not paper.apostille_why.strip():
            text = _("Write why no apostille is needed, for example which treaty says so.")
            found.append(("apostille_why", text))
    else:
        if not paper.apostille_number.strip():
            found.append(("apostille_number", _("Write the number of the apostille or legalisation.")))
        if paper.apostille_on is None:
            found.append(("apostille_on", _("Write the date of the apostille or legalisation.")))
        elif paper.apostille_on > today:
            found.append(("apostille_on", _("An apostille cannot be of a day to come.")))
    if not paper.language:
        found.append(("language", _("Choose the language of the document.")))
    if paper.translation == Translation.SWORN:
        if not paper.translator.strip():
            found.append(("translator", _("Write the name of the sworn translator.")))
        if not translated:
            found.append(("translation_file", _("Add the file of the translation.")))
    return found


def _at_home(paper: Paper, translated: bool) -> list[tuple[str, str]]:
    """A document of our own country has none of what documents from abroad have."""
    filled = {
        "apostille": paper.apostille != Apostille.NOT_NEEDED or paper.apostille_number or paper.apostille_on,
        "translation": paper.translation != Translation.NOT_NEEDED or paper.translator or translated,
    }
    text = _("This is only for a document from abroad: choose its country.")
    return [(name, text) for name, value in filled.items() if value]


def _persons(persons: Sequence[Named]) -> list[tuple[str, str]]:
    if not persons:
        return [("persons", _("Name at least one person who may represent."))]
    found = []
    keys = [(each.country, each.code) for each in persons]
    if len(set(keys)) < len(keys):
        found.append(("persons", _("The same person is named twice.")))
    if sum(not each.alone for each in persons) == 1:
        found.append(("persons", _("One person cannot act together with nobody: name the others too.")))
    found += [("persons", text) for each in persons for text in wrong_code(each.country, each.code)]
    return found


def wrong_code(country: str, code: str) -> Collection[str]:
    """Why this cannot be a personal code of that country, as far as we know."""
    if not code:
        return [_("Everyone needs a personal code, or the code of the foreign document.")]
    if country == HOME and not ik.is_valid(code):
        return [_("This is not an Estonian personal code.")]
    return []
