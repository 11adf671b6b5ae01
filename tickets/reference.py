"""The second-level units an installation starts with; the administrator changes them in admin."""

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from tickets.actions.revising import Asked, revise_form
from tickets.enums import FieldKind, Fill, Means, SaidBy
from tickets.models import StatusRule, Unit

PORTALS = "KOTKAS\ne-Keskkonnaamet\nMuu"
FIELDS = "Jäätmed\nVälisõhk\nVesi\nMaapõu\nKiirgus\nPakend ja probleemtooted\nF-gaasid\nMuu"
# key, kind, required, Estonian, English, and what else the row holds
Question = tuple[str, FieldKind, bool, str, str, dict[str, str]]
TEXT, LONG, CHOICE, DATE = FieldKind.TEXT, FieldKind.LONG, FieldKind.CHOICE, FieldKind.DATE

QUESTION: Question = ("question", LONG, True, "Küsimus", "Question", {"fills": Fill.QUESTION})
CLIENT: Question = ("client", TEXT, False, "Klient (asutus)", "Client (organisation)", {
    "help_et": "Ainult organisatsiooni nimi ja registrikood, mitte isiku andmed.",
    "help_en": "Only the name and registry code of an organisation, nothing about a person.",
    "fills": Fill.CLIENT,
})  # fmt: skip

UNITS: dict[str, tuple[str, str, str, list[Question]]] = {
    "permits": ("Keskkonnaloa haldurid", "Permit managers", "Task", [
        QUESTION,
        ("permit", TEXT, True, "Loa number", "Number of the permit", {
            "help_et": "Näiteks KL-512345.", "help_en": "For example KL-512345."}),
        ("site", TEXT, False, "Käitis või asukoht", "Site", {}),
        CLIENT,
        ("told", LONG, True, "Mida kliendile juba öeldi", "What the client was told", {}),
        ("needed", DATE, False, "Vastust on vaja hiljemalt", "Answer needed by", {}),
    ]),
    "subject": ("Valdkonnaspetsialistid", "Subject specialists", "Task", [
        QUESTION,
        ("field", CHOICE, True, "Valdkond", "Field", {"choices": FIELDS}),
        ("period", TEXT, False, "Periood", "Period", {
            "help_et": "Näiteks 2026. aasta III kvartal.", "help_en": "For example III quarter of 2026."}),
        CLIENT,
        ("read", LONG, True, "Millisest juhisest või õigusaktist vastust otsiti",
         "Which guide or act was looked at", {}),
    ]),
    "it": ("IT-tugi", "IT support", "Bug", [
        QUESTION,
        ("portal", CHOICE, True, "Keskkond", "Portal", {
            "choices": PORTALS, "fills": Fill.PORTAL}),
        ("where", TEXT, True, "Kus portaalis (menüü, leht)", "Where in the portal (menu, page)", {}),
        ("expected", LONG, True, "Mis oleks pidanud juhtuma", "What should have happened", {}),
        ("when", DATE, True, "Millal see juhtus", "When it happened", {}),
        ("error", LONG, False, "Veateade sõna-sõnalt", "Error message word for word", {}),
        ("browser", CHOICE, False, "Veebilehitseja", "Browser", {
            "choices": "Chrome\nEdge\nFirefox\nSafari\nMuu", "fills": Fill.BROWSER}),
        ("tried", LONG, True, "Mida on proovitud", "What has been tried", {
            "fills": Fill.STEPS}),
        ("others", CHOICE, False, "Kas teistel on sama viga", "Do others have the same", {
            "choices": "Jah\nEi\nEi tea"}),
        CLIENT,
    ]),
}  # fmt: skip


# What comments, and JIRA's usual resolutions, mean everywhere; the rest goes by the category of the status.
RULES = [
    (SaidBy.MARK, "#vastus", Means.SOLVED),
    (SaidBy.MARK, "#teavitatud", Means.ANSWERED),
    (SaidBy.MARK, "#lisainfo", Means.NEEDS_INFO),
    (SaidBy.MARK, "#keeldun", Means.REFUSED),
    (SaidBy.MARK, "#duplikaat", Means.DUPLICATE),
    (SaidBy.RESOLUTION, "Duplicate", Means.DUPLICATE),
    (SaidBy.RESOLUTION, "Won't Do", Means.REFUSED),
    (SaidBy.RESOLUTION, "Won't Fix", Means.REFUSED),
    (SaidBy.RESOLUTION, "Declined", Means.REFUSED),
]


@transaction.atomic
def seed_reference() -> None:
    """Add the units with their forms and the rules that are missing; what the administrator changed stays."""
    _seed_units()
    _seed_rules()


def _seed_rules() -> None:
    common = StatusRule.objects.filter(unit=None, project="")
    known = set(common.values_list("by", "value"))
    rules = [
        StatusRule(by=by, value=value, means=means, position=number * 10)
        for number, (by, value, means) in enumerate(RULES, start=1)
        if (by, value) not in known
    ]
    bulk_create_with_history(rules, StatusRule)


def _seed_units() -> None:
    for position, (code, (name_et, name_en, issue_type, questions)) in enumerate(UNITS.items()):
        unit, new = Unit.objects.get_or_create(
            code=code,
            defaults={
                "name_et": name_et, "name_en": name_en, "position": position,
                "jira_project": "KT", "jira_issue_type": issue_type, "closing_status": "Closed",
            },
        )  # fmt: skip
        if new:
            revise_form(unit=unit, questions=[_asked(question) for question in questions], by=None)


def _asked(question: Question) -> Asked:
    key, kind, required, label_et, label_en, more = question
    return Asked(key=key, label_et=label_et, label_en=label_en, kind=kind, required=required, **more)
