"""Which role on the register card represents, in which status and legal form.

Source: list of representing roles of the state mandates system (Pääsuke, August 2024)
and the status codes of detailandmed_v3. A role or status missing here gives no right: fail closed.
"""

from dataclasses import dataclass


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BOARD = _of("AMETÜ AS EMÜ ERAK KÜ MPÜ MTÜ OÜ SA SCE SE TKR TÜH")
_OLD_BOARD = _of("AS OÜ SCE SE TKR TÜH")
_AGENCIES = _of("AVOIG KOVAS TRAS")
_BRANCHES = _of("FA FIL")


@dataclass(frozen=True)
class RoleRule:
    """One representing role: who may hold it and in which legal forms (None: any)."""

    code: str
    name: str
    forms: frozenset[str] | None = None
    natural: bool = True
    legal: bool = False


ROLES: dict[str, RoleRule] = {
    rule.code: rule
    for rule in (
        RoleRule("JUHL", "Juhatuse liige", _BOARD),
        RoleRule("PROK", "Prokurist", _of("AS EMÜ FA FIE FIL OÜ SCE SE TKR TÜ TÜH UÜ")),
        RoleRule("LIKV", "Likvideerija", legal=True),
        RoleRule("LIKVJ", "Juhatuse liikmest likvideerija", _of("AS OÜ SCE SE")),
        RoleRule("PANKR", "Pankrotihaldur"),
        RoleRule("AJPH", "Ajutine pankrotihaldur likvideerija ülesannetes"),
        RoleRule("MORAH", "Moratooriumihaldur", _of("AS SCE SE TKR TÜH")),
        RoleRule("ERIH", "Erirežiimihaldur", _of("AS OÜ SCE SE")),
        RoleRule("TOSAN", "Täisosanik", _of("EMÜ TÜ UÜ"), legal=True),
        RoleRule("EUSOS2", "Esindama volitatud usaldusosanik", frozenset({"UÜ"}), legal=True),
        RoleRule("EUSOS", "Esindama volitatud usaldusosanik", frozenset({"UÜ"}), legal=True),
        RoleRule("ESIS2", "Esindama õigustatud isik", _of("EMÜ TÜ UÜ")),
        RoleRule("ESIS", "Esindama õigustatud isik", _of("EMÜ TÜ UÜ")),
        RoleRule("FIE", "Füüsilisest isikust ettevõtja", frozenset({"FIE"})),
        RoleRule("ETTEV", "Füüsilisest isikust ettevõtja", frozenset({"FIE"})),
        RoleRule("VFILJ", "Filiaali juhataja", _BRANCHES),
        RoleRule("VALIT", "Valitseja", frozenset({"KÜ"}), natural=False, legal=True),
        RoleRule("HNKL", "Haldusnõukogu liige", frozenset({"SE"})),
        RoleRule("ASES", "Asutuse esindusõiguslik isik", _AGENCIES),
        RoleRule("JUHA", "Juhatuse ainuliige", _OLD_BOARD),
        RoleRule("JUHE", "Juhatuse esimees", _OLD_BOARD),
        RoleRule("JUHJ", "Juhataja", _OLD_BOARD),
        # JPNKR (supervisory trustee) is left out on purpose: its powers are open with the lawyers (3.1, 8.6).
    )
}

PROCURATOR_ROLES = frozenset({"PROK"})
SELF_ROLES = frozenset({"FIE", "ETTEV"})
_BANKRUPTCY = frozenset({"PANKR", "AJPH"})

# Present on cards, never a right: known, so that only a truly new role is reported as unknown (2.3).
OTHER_ROLES = _of(
    "KOAS OSAN O UOSAN N E A W S KISIK MDKPI V DOKH ORP ARP HUL H R J D AJUTPH TVH YFI PANTP JPNKR"
)

# Status of the organisation -> roles that represent it then. K (deleted): nobody.
ROLES_BY_STATUS: dict[str, frozenset[str]] = {
    "R": frozenset(ROLES) - _BANKRUPTCY,
    "L": frozenset({"LIKV", "LIKVJ", "AJPH"}),
    "N": _BANKRUPTCY,
    "K": frozenset(),
}

# ISO 3166-1 alpha-3 of the register -> alpha-2 of certificates (PNOEE-...). Missing: the code never matches.
COUNTRIES: dict[str, str] = {
    pair[:3]: pair[4:]
    for pair in _of(
        "EST=EE LVA=LV LTU=LT FIN=FI SWE=SE DNK=DK NOR=NO ISL=IS DEU=DE POL=PL NLD=NL BEL=BE LUX=LU FRA=FR "
        "ESP=ES PRT=PT ITA=IT AUT=AT CZE=CZ SVK=SK SVN=SI HRV=HR HUN=HU ROU=RO BGR=BG GRC=GR CYP=CY MLT=MT "
        "IRL=IE GBR=GB CHE=CH LIE=LI UKR=UA RUS=RU BLR=BY USA=US CAN=CA"
    )
}
