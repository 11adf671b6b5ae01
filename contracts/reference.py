"""Kinds with their clauses, portals and first texts of a new installation; run again it changes nothing
that exists."""

from datetime import date
from pathlib import Path

from contracts.enums import AgencySigns, CountsFrom, Effect, EndReason, PortalMode, SignedBy
from contracts.models import (
    Clause,
    EndRule,
    Kind,
    Portal,
    RegisteredKind,
    Template,
    TemplateVersion,
    VersionDecision,
)
from desk.enquiries.enums import Kind as EnquiryKind

TEXTS = Path(__file__).parent / "texts"
# The first versions are in force before the first document of any installation.
FIRST_VALID = date(2026, 1, 1)
_PERSON = ["person_first_name", "person_last_name", "person_code", "person_email", "person_phone"]
_PERIOD = ["valid_from", "valid_until"]
# code, prefix, Estonian, English, Russian, signed by, agency signs, effect, asked
KINDS: list[tuple[str, str, str, str, str, SignedBy, AgencySigns, Effect, list[str]]] = [
    ("user_contract", "KL", "Kasutusleping", "User agreement", "Договор пользования",
     SignedBy.REPRESENTATIVES, AgencySigns.LAST, Effect.OPENS, []),
    ("main_user_poa", "PV", "Peakasutaja volikiri", "Power of attorney of a principal user",
     "Доверенность главного пользователя", SignedBy.REPRESENTATIVES, AgencySigns.NEVER, Effect.OPENS,
     [*_PERSON, "person_position", *_PERIOD, "may_sign", "may_delegate"]),
    ("user_poa", "TV", "Tavakasutaja volikiri", "Power of attorney of a regular user",
     "Доверенность обычного пользователя", SignedBy.REPRESENTATIVES, AgencySigns.NEVER, Effect.OPENS,
     [*_PERSON, "services", "objects", *_PERIOD, "may_sign"]),
    ("contract_termination", "LT", "Lepingu lõpetamise teade", "Notice of termination of contract",
     "Уведомление о расторжении договора", SignedBy.REPRESENTATIVES, AgencySigns.NEVER, Effect.CLOSES,
     ["ended_number", "ended_on", "ends_on", "breach", "reason"]),
    ("mandate_withdrawal", "VT", "Volituse tagasivõtmise teade", "Notice of withdrawal of authorisation",
     "Уведомление об отзыве полномочий", SignedBy.REPRESENTATIVES, AgencySigns.NEVER, Effect.CLOSES,
     ["person_first_name", "person_last_name", "person_code", "ended_number", "ended_on", "ends_on",
      "reason"]),
    ("mandate_waiver", "VL", "Volitusest loobumise teade", "Notice of waiver of authorisation",
     "Уведомление об отказе от полномочий", SignedBy.PERSON, AgencySigns.NEVER, Effect.CLOSES,
     ["person_first_name", "person_last_name", "person_code", "ended_number", "ended_on", "ends_on",
      "grantor_told", "reason"]),
    ("agency_refusal", "KE", "Keeldumise teade", "Notice of refusal", "Уведомление об отказе",
     SignedBy.AGENCY, AgencySigns.LAST, Effect.INFORMS,
     ["request", "circumstances", "legal_basis", "remedy", "remedy_by"]),
]  # fmt: skip
# Kinds that a holder of another, with the right to authorise others, may sign instead of representatives.
ALSO_BY = {"user_poa": ["main_user_poa"], "mandate_withdrawal": ["main_user_poa"]}
# What the notices do to the documents that they end.
ENDS = {
    "contract_termination": EndReason.TERMINATED,
    "mandate_withdrawal": EndReason.WITHDRAWN,
    "mandate_waiver": EndReason.WAIVED,
}
WITH_GRANTOR = {"user_poa"}  # kinds that end with the power under which they were given
SEVERAL = {"main_user_poa", "user_poa"}  # kinds that may name several persons in one document
# kind: name of the clause, its label in Estonian and English, whether it is chosen at first
CLAUSES: dict[str, list[tuple[str, str, str, bool]]] = {
    "user_contract": [
        ("email_notices", "Teated e-posti teel loetakse kättesaaduks järgmisel tööpäeval",
         "Notices by e-mail count as received on the next working day", True),
        ("suspension", "Juurdepääsu saab kasutaja soovil ajutiselt peatada",
         "Access may be suspended at the user's wish", False),
    ],
    "main_user_poa": [
        ("each_alone", "Iga peakasutaja tegutseb iseseisvalt", "Each principal user acts alone", True),
        ("contract_notices", "Võib esitada lepingu lõpetamise ja volituste tagasivõtmise teateid",
         "May give notice of termination of the agreement and of withdrawals", False),
        ("new_replaces", "Asendab varasemad peakasutaja volikirjad",
         "Replaces earlier powers of attorney of principal users", False),
    ],
    "user_poa": [
        ("confirm_submissions", "Enne esitamist küsitakse volitajalt kinnitust",
         "The grantor confirms before documents are submitted", False),
        ("while_employed", "Lõpeb koos töö- või teenusesuhtega", "Ends with the employment", False),
    ],
    "contract_termination": [
        ("downloaded", "Vajalikud dokumendid on portaalist alla laaditud",
         "The documents needed have been downloaded from the portal", False),
    ],
    "mandate_withdrawal": [
        ("new_main_user", "Uue peakasutaja volikiri esitatakse koos teatega",
         "The power of attorney of a new principal user comes with the notice", False),
    ],
    "agency_refusal": [
        ("challenge", "Vaidlustamisviide (kui otsus on haldusakt)",
         "How to challenge it (where it is an administrative act)", False),
    ],
}  # fmt: skip
PORTALS = [
    ("e-keskkonnaamet", "e-Keskkonnaamet", "https://eteenus.keskkonnaamet.ee/", PortalMode.HTTP,
     "Haldus\nKasutajad ja volitused\nLisa dokument"),
    ("kotkas", "KOTKAS", "https://kotkas.envir.ee/", PortalMode.MANUAL,
     "Sisene iseteenindusse\nTöölaud\nHalda volitusi\nLisa uus volitus"),
]  # fmt: skip
# What clients conclude in the portal without us (facts 1: at the first entry, then under "Volitused").
OWN_KINDS = {"kotkas": ("user_contract", "main_user_poa", "user_poa")}
_LAW = ("määrus nr 34 § 2 lg 3", "regulation no 34 § 2 (3)", "постановление № 34 § 2 ч. 3")
_LATER = (
    "kohe või teates nimetatud hilisemal päeval", "at once, or on a later day named in the notice",
    "немедленно или в более поздний день, указанный в уведомлении",
)  # fmt: skip
# kind: code, name and basis in three languages, days, counted from; the first is chosen at first. At once
# counts from the acceptance: until then nobody knows whether the notice was rightly signed.
END_RULES: dict[str, list[tuple[str, tuple[str, str, str], tuple[str, str, str], int, CountsFrom]]] = {
    "contract_termination": [
        ("notice", ("30 päeva pärast kirjaliku teate kättesaamist",
                    "30 days after a written notice is received",
                    "через 30 дней после получения письменного уведомления"), _LAW, 30, CountsFrom.RECEIVED),
        ("at_once", ("kohe, portaali või kliendi lehe kaudu antud digitaalselt allkirjastatud teatega",
                     "at once, by a digitally signed notice through the portal or the client's page",
                     "немедленно, уведомлением с цифровой подписью через портал или страницу клиента"),
         _LAW, 0, CountsFrom.ACCEPTED),
        ("breach", ("kohe, kohustuse olulise rikkumise tõttu", "at once, for a material breach",
                    "немедленно, из-за существенного нарушения"), _LAW, 0, CountsFrom.ACCEPTED),
        ("agreed", ("kokkulepitud päeval", "on the agreed day", "в согласованный день"),
         ("poolte kokkulepe", "agreement of the parties", "соглашение сторон"), 0, CountsFrom.ACCEPTED),
    ],
    "mandate_withdrawal": [
        ("at_once", _LATER,
         ("volitaja tahteavaldus", "the grantor's declaration", "волеизъявление доверителя"),
         0, CountsFrom.ACCEPTED),
    ],
    "mandate_waiver": [
        ("at_once", _LATER,
         ("volitatu tahteavaldus", "the holder's declaration", "волеизъявление доверенного лица"),
         0, CountsFrom.ACCEPTED),
    ],
}  # fmt: skip
RESTRICTION = "avaliku teabe seadus § 35 lg 1 p 12"
RESTRICTION_YEARS = 75
# Enquiries whose letters go to the document register, both ways.
REGISTERED = {
    EnquiryKind.COMPLAINT: "VV 25.05.2017 määrus nr 88; kaebus",
    EnquiryKind.DATA_SUBJECT: "isikuandmete kaitse üldmääruse artiklid 15–22",
    EnquiryKind.INFORMATION: "avaliku teabe seadus § 16",
}


def seed_reference() -> None:
    """Write what is missing: portals, kinds and version 1 of every text in `texts/`."""
    made_now = set()
    for code, name, address, mode, place in PORTALS:
        values = {"name": name, "address": address, "mode": mode, "place": place}
        _portal, made = Portal.objects.get_or_create(code=code, defaults=values)
        if made:
            made_now.add(code)
    for position, (code, prefix, et, en, ru, signed_by, agency_signs, effect, asks) in enumerate(KINDS):
        kind, made = Kind.objects.get_or_create(
            code=code,
            defaults={
                "prefix": prefix, "name_et": et, "name_en": en, "name_ru": ru, "signed_by": signed_by,
                "agency_signs": agency_signs, "effect": effect, "asks": asks,
                "position": (position + 1) * 10, "restriction_basis": RESTRICTION,
                "restriction_years": RESTRICTION_YEARS, "published": effect != Effect.INFORMS,
                "several": code in SEVERAL, "end_reason": ENDS.get(code, ""),
                "ends_with_grantor": code in WITH_GRANTOR,
            },
        )  # fmt: skip
        if made:  # texts and clauses belong together; those of an older installation are the administrator's
            made_now.add(code)
            _seed_clauses(kind)
            _seed_texts(kind)
    _seed_end_rules()
    for enquiry_kind, basis in REGISTERED.items():
        RegisteredKind.objects.get_or_create(enquiry_kind=enquiry_kind, defaults={"basis": basis})
    for code, others in ALSO_BY.items():
        if code in made_now:
            Kind.objects.get(code=code).also_by.set(Kind.objects.filter(code__in=others))
    for code, kinds in OWN_KINDS.items():
        if code in made_now:
            Portal.objects.get(code=code).own_kinds.set(Kind.objects.filter(code__in=kinds))


def _seed_end_rules() -> None:
    """Rules of the last day for kinds that have none: older installations get them too."""
    for kind in Kind.objects.filter(code__in=END_RULES, end_rules=None):
        for position, (code, name, basis, days, counts_from) in enumerate(END_RULES[kind.code], start=1):
            EndRule.objects.create(
                kind=kind, code=code, days=days, counts_from=counts_from, chosen=position == 1,
                position=position * 10, name_et=name[0], name_en=name[1], name_ru=name[2],
                basis_et=basis[0], basis_en=basis[1], basis_ru=basis[2],
            )  # fmt: skip


def _seed_clauses(kind: Kind) -> None:
    for position, (name, et, en, chosen) in enumerate(CLAUSES.get(kind.code, []), start=1):
        Clause.objects.create(
            kind=kind, name=name, label_et=et, label_en=en, chosen=chosen, position=position * 10
        )


def texts(code: str) -> list[tuple[str, str, Path]]:
    """Every text of a kind that comes with the desk: language, portal ("" for all), and its file.

    A portal has its own where its rules differ: texts/et/kotkas/user_contract.html.
    """
    common = [(path.parent.name, "", path) for path in sorted(TEXTS.glob(f"*/{code}.html"))]
    own = sorted(TEXTS.glob(f"*/*/{code}.html"))
    return common + [(path.parent.parent.name, path.parent.name, path) for path in own]


def _seed_texts(kind: Kind) -> None:
    for language, code, path in texts(kind.code):
        portal = Portal.objects.get(code=code) if code else None
        version = TemplateVersion.objects.create(
            template=Template.objects.create(kind=kind, portal=portal, language=language),
            number=1,
            title=kind.name_in(language),
            body=path.read_text(encoding="utf-8"),
            valid_from=FIRST_VALID,
        )
        VersionDecision.objects.create(version=version, approved=True)
