"""Which role on the register card represents, in which status and legal form.

Source: list of representing roles of the state mandates system (Pääsuke, August 2024)
and the status codes of detailandmed_v3. A role or status missing here gives no right: fail closed.
"""

from dataclasses import dataclass


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Legal forms, as the register writes them (2.2).
FORMS = _of("OÜ AS TÜ UÜ TÜH FIE MTÜ SA KÜ MPÜ HÜ AMETÜ ERAK EMÜ SE SCE TKR FIL FA TRAS KOVAS AVOIG")
_BOARD = _of("AMETÜ AS EMÜ ERAK KÜ MPÜ MTÜ OÜ SA SCE SE TKR TÜH")
_OLD_BOARD = _of("AS OÜ SCE SE TKR TÜH")
_AGENCIES = _of("AVOIG KOVAS TRAS")
_BRANCHES = _of("FA FIL")


# While the organisation is registered everyone but its trustees in bankruptcy represents it.
_REGISTERED = frozenset({"R"})


@dataclass(frozen=True)
class RoleRule:
    """One representing role: in which legal forms (None: any) and statuses, and who may hold it."""

    code: str
    name: str
    forms: frozenset[str] | None = None
    natural: bool = True
    legal: bool = False
    statuses: frozenset[str] = _REGISTERED
    procurator: bool = False
    own: bool = False  # the holder is the organisation himself


ROLES: dict[str, RoleRule] = {
    rule.code: rule
    for rule in (
        RoleRule("JUHL", "Juhatuse liige", _BOARD),
        RoleRule("PROK", "Prokurist", _of("AS EMÜ FA FIE FIL OÜ SCE SE TKR TÜ TÜH UÜ"), procurator=True),
        RoleRule("LIKV", "Likvideerija", legal=True, statuses=_of("R L")),
        RoleRule("LIKVJ", "Juhatuse liikmest likvideerija", _of("AS OÜ SCE SE"), statuses=_of("R L")),
        RoleRule("PANKR", "Pankrotihaldur", statuses=_of("N")),
        RoleRule("AJPH", "Ajutine pankrotihaldur likvideerija ülesannetes", statuses=_of("L N")),
        RoleRule("MORAH", "Moratooriumihaldur", _of("AS SCE SE TKR TÜH")),
        RoleRule("ERIH", "Erirežiimihaldur", _of("AS OÜ SCE SE")),
        RoleRule("TOSAN", "Täisosanik", _of("EMÜ TÜ UÜ"), legal=True),
        RoleRule("EUSOS2", "Esindama volitatud usaldusosanik", frozenset({"UÜ"}), legal=True),
        RoleRule("EUSOS", "Esindama volitatud usaldusosanik", frozenset({"UÜ"}), legal=True),
        RoleRule("ESIS2", "Esindama õigustatud isik", _of("EMÜ TÜ UÜ")),
        RoleRule("ESIS", "Esindama õigustatud isik", _of("EMÜ TÜ UÜ")),
        RoleRule("FIE", "Füüsilisest isikust ettevõtja", frozenset({"FIE"}), own=True),
        RoleRule("ETTEV", "Füüsilisest isikust ettevõtja", frozenset({"FIE"}), own=True),
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

# Present on cards, never a right: known, so that only a truly new role is reported as unknown (2.3).
OTHER_ROLES: dict[str, str] = {
    "KOAS": "Kõrgemalseisev asutus",
    "OSAN": "Osanik",
    "O": "Osanik (ei ole kaardil)",
    "UOSAN": "Usaldusosanik",
    "N": "Nõukogu liige",
    "E": "Nõukogu esimees",
    "A": "Asutaja",
    "W": "Kasusaaja",
    "S": "Aktsionär",
    "KISIK": "Kontaktisik",
    "MDKPI": "Menetlusdokumentide kättesaamiseks pädev isik",
    "V": "Volitatud isik",
    "AJUTPH": "Ajutine pankrotihaldur",
    "JPNKR": "Järelevalveõiguslik pankrotihaldur",
    # Of these only the code is known.
    **{code: code for code in sorted(_of("DOKH ORP ARP HUL H R J D TVH YFI PANTP"))},
}

STATUSES: dict[str, str] = {
    "R": "Registrisse kantud",
    "L": "Likvideerimisel",
    "N": "Pankrotis",
    "K": "Kustutatud",
}
DELETED_STATUSES = frozenset({"K"})

# Status of the organisation -> roles that represent it then. K (deleted): nobody.
ROLES_BY_STATUS: dict[str, frozenset[str]] = {
    status: frozenset(rule.code for rule in ROLES.values() if status in rule.statuses) for status in STATUSES
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
