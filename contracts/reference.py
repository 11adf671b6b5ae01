"""Kinds, portals and first templates of a new installation; run again it changes nothing that exists."""

from datetime import date
from pathlib import Path

from contracts.enums import AgencySigns, Effect, PortalMode, SignedBy
from contracts.models import Kind, Portal, Template, TemplateVersion, VersionDecision

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
PORTALS = [
    ("e-keskkonnaamet", "e-Keskkonnaamet", "https://eteenus.keskkonnaamet.ee/", PortalMode.HTTP,
     "Haldus\nKasutajad ja volitused\nLisa dokument"),
    ("kotkas", "KOTKAS", "https://kotkas.envir.ee/", PortalMode.MANUAL,
     "Sisene iseteenindusse\nTöölaud\nHalda volitusi\nLisa uus volitus"),
]  # fmt: skip
RESTRICTION = "avaliku teabe seadus § 35 lg 1 p 12"
RESTRICTION_YEARS = 75


def seed_reference() -> None:
    """Write what is missing: portals, kinds and version 1 of every text in `texts/`."""
    for code, name, address, mode, place in PORTALS:
        values = {"name": name, "address": address, "mode": mode, "place": place}
        Portal.objects.get_or_create(code=code, defaults=values)
    made_now = set()
    for position, (code, prefix, et, en, ru, signed_by, agency_signs, effect, asks) in enumerate(KINDS):
        kind, made = Kind.objects.get_or_create(
            code=code,
            defaults={
                "prefix": prefix, "name_et": et, "name_en": en, "name_ru": ru, "signed_by": signed_by,
                "agency_signs": agency_signs, "effect": effect, "asks": asks,
                "position": (position + 1) * 10, "restriction_basis": RESTRICTION,
                "restriction_years": RESTRICTION_YEARS, "published": effect != Effect.INFORMS,
            },
        )  # fmt: skip
        made_now |= {code} if made else set()
        _seed_texts(kind)
    for code, others in ALSO_BY.items():
        if code in made_now:
            Kind.objects.get(code=code).also_by.set(Kind.objects.filter(code__in=others))


def _seed_texts(kind: Kind) -> None:
    for path in sorted(TEXTS.glob(f"*/{kind.code}.html")):
        language = path.parent.name
        template, _made = Template.objects.get_or_create(kind=kind, portal=None, language=language)
        if not template.versions.exists():
            version = TemplateVersion.objects.create(
                template=template,
                number=1,
                title=kind.name_in(language),
                body=path.read_text(encoding="utf-8"),
                valid_from=FIRST_VALID,
            )
            VersionDecision.objects.create(version=version, approved=True)
