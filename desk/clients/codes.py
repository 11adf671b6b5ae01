"""Codes that registers give: what looks wrong with one. A warning, never a refusal.

The check algorithm of registry codes is not documented officially, and foreigners have codes of their own.
"""

from django.utils.translation import gettext as _
from stdnum.ee import ik, registrikood

from desk.clients.enums import Kind


def warnings(*, kind: str, registry_code: str = "", personal_code: str = "") -> list[str]:
    """What a person should look at again before these codes are trusted; empty when nothing is odd."""
    found = []
    if personal_code and not ik.is_valid(personal_code):
        found.append(_("The personal code does not pass the Estonian check. Is it right?"))
    if registry_code and not registrikood.is_valid(registry_code):
        found.append(_("The registry code does not pass the Estonian check. Is it right?"))
    elif registry_code and kind == Kind.AGENCY and registry_code[0] != "7":
        found.append(_("Registry codes of state and local authorities begin with 7."))
    if kind != Kind.PERSON and not registry_code:
        found.append(_("Without a registry code the right of representation cannot be checked."))
    return found
