"""Codes that registers give to organisations and people, by country: what looks wrong with one.

A warning, never a refusal: the check algorithm of Estonian registry codes is not documented officially, and
of most countries we know less than their registers do. Pure: values in, texts out.
"""

import re
from datetime import date
from importlib import import_module

from django.utils.translation import gettext as _
from stdnum.ee import ik
from stdnum.exceptions import ValidationError

from desk.clients.enums import Kind

HOME = "EE"
# python-stdnum's modules; where a country is missing (companies of LT, GB), nothing is checked.
_REGISTRY = {
    "EE": "ee.registrikood", "LV": "lv.pvn", "FI": "fi.ytunnus", "SE": "se.orgnr",
    "DE": "de.handelsregisternummer", "PL": "pl.regon", "NO": "no.orgnr", "DK": "dk.cvr",
    "FR": "fr.siren", "UA": "ua.edrpou", "RU": "ru.ogrn", "CH": "ch.uid", "AT": "at.businessid",
}  # fmt: skip
_PERSONAL = {
    "EE": "ee.ik", "LV": "lv.pvn", "LT": "lt.asmens", "FI": "fi.hetu", "SE": "se.personnummer",
    "DE": "de.idnr", "PL": "pl.pesel", "NO": "no.fodselsnummer", "DK": "dk.cpr", "FR": "fr.nir",
    "UA": "ua.rntrc", "BE": "be.nn", "NL": "nl.bsn", "IT": "it.codicefiscale", "ES": "es.nif",
    "CZ": "cz.rc", "IE": "ie.pps", "IS": "is_.kennitala",
}  # fmt: skip


def tidy(code: str, country: str = HOME) -> str:
    """The code as it is kept: capitals, no spaces, no country before it; an Estonian one as bare digits."""
    code = "".join(code.split()).upper()
    if code.startswith(country) and code[len(country) : len(country) + 1].isdecimal():
        code = code.removeprefix(country)
    digits = re.sub(r"[-./]", "", code)
    return digits if country == HOME and digits.isdecimal() else code


def same(code: str, country: str = HOME) -> str:
    """What two ways of writing one code have in common: `FI 0112038-9` and `01120389` give the same."""
    return re.sub(r"[^0-9A-Z]", "", tidy(code, country))


def warnings(
    *,
    kind: str,
    registry_code: str = "",
    personal_code: str = "",
    country: str = HOME,
    unit: bool = False,
    today: date = date.max,
) -> list[str]:
    """What a person should look at again before these codes are trusted; empty when nothing is odd.

    `unit` says that the client belongs to an authority, whose code it may share.
    """
    found = _of_person(personal_code, country, today) if personal_code else []
    found += _of_register(registry_code, country, kind) if registry_code else []
    if kind != Kind.PERSON and not registry_code and not unit:
        found.append(_("Without a registry code the right of representation cannot be checked."))
    elif country != HOME and registry_code:
        found.append(_("The Business Register does not know foreigners: ask for proof of the right."))
    return found


def _of_person(code: str, country: str, today: date) -> list[str]:
    if country == HOME and len(code) == 8 and code.isdecimal():
        return [_("A personal code has eleven digits. Is this a registry code?")]
    if country == HOME and (len(code) != 11 or not code.isdecimal()):
        return [_("A personal code has eleven digits. Is it a code of another country?")]
    if not _passes(_PERSONAL.get(country), code):
        return [_failed(personal=True, country=country)]
    if country == HOME and ik.get_birth_date(code) > today:
        return [_("By this personal code the person is not born yet. Is it right?")]
    return []


def _of_register(code: str, country: str, kind: str) -> list[str]:
    if country == HOME and len(code) == 11 and ik.is_valid(code):
        return [_("This is a personal code. Registry codes are shown in lists: put it where it belongs.")]
    # Latvian numbers share one algorithm; those of people begin with 0 to 3.
    if not _passes(_REGISTRY.get(country), code) or (country == "LV" and same(code, country)[0] < "4"):
        return [_failed(personal=False, country=country)]
    if country == HOME and kind == Kind.AGENCY and code[0] != "7":
        return [_("Registry codes of state and local authorities begin with 7.")]
    if country == HOME and kind in {Kind.ORGANISATION, Kind.SOLE_TRADER} and code[0] == "7":
        return [_("Registry codes that begin with 7 belong to state and local authorities.")]
    return []


def _failed(*, personal: bool, country: str) -> str:
    if country == HOME and personal:
        return _("The personal code does not pass the Estonian check. Is it right?")
    if country == HOME:
        return _("The registry code does not pass the Estonian check. Is it right?")
    if personal:
        text = _("The personal code does not pass the check of its country (%(country)s). Is it right?")
    else:
        text = _("The registry code does not pass the check of its country (%(country)s). Is it right?")
    return text % {"country": country}


def _passes(module: str | None, code: str) -> bool:
    if module is None:
        return True
    try:
        import_module(f"stdnum.{module}").validate(code)
    except ValidationError:
        return False
    return True
