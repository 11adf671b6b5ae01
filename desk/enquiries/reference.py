"""What every installation starts with: the ten groups of topics and the outcome codes.

Only what is missing is added, so the administrator's own wording stays as it is.
"""

# ruff: noqa: E501  (a table is read by rows)

from typing import Any

from django.db import transaction
from django.db.models import Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from desk.enquiries import standard
from desk.enquiries.enums import ABUSE, FAULT, OVER
from desk.enquiries.handing_on import PORTAL_OF, RULES, UNIT_OF
from desk.enquiries.models import Limit, OpenInterval, OutcomeCode, PauseReason, Topic
from desk.enquiries.worktime import WEEK
from desk.people.models import Unit

Names = tuple[str, str, str]  # Estonian, English, Russian

# code of the group: its names, then code and names of each reason in it
TOPICS: dict[str, tuple[Names, dict[str, Names]]] = {
    "access": (
        ("Ligipääs ja volitused", "Access and authorisations", "Доступ и полномочия"),
        {
            "user-contract": ("Kasutuslepingu sõlmimine", "Making a user contract", "Заключение договора пользования"),
            "rights-not-shown": ("Esindusõigust ei kuvata", "Right of representation is not shown", "Право представительства не отображается"),
            "joint-rights": ("Ühine esindusõigus", "Joint right of representation", "Совместное право представительства"),
            "main-user": ("Peakasutaja lisamine või vahetus", "Adding or changing the main user", "Добавление или смена главного пользователя"),
            "regular-user": ("Tavakasutaja lisamine", "Adding a regular user", "Добавление обычного пользователя"),
            "mandate-end": ("Volituse lõpetamine", "Ending an authorisation", "Прекращение полномочий"),
            "contract-end": ("Lepingu lõpetamine", "Ending a contract", "Расторжение договора"),
            "login-failure": ("Sisselogimise tõrge (ID-kaart, Mobiil-ID, Smart-ID)", "Login failure (ID-card, Mobile-ID, Smart-ID)", "Сбой входа (ID-карта, Mobiil-ID, Smart-ID)"),
            "foreign-representative": ("Välisriigi esindaja", "Foreign representative", "Иностранный представитель"),
        },
    ),
    "charges": (
        ("Keskkonnatasu", "Environmental charge", "Экологическая плата"),
        {
            "declaration": ("Deklaratsiooni koostamine", "Preparing a declaration", "Составление декларации"),
            "correction": ("Parandusdeklaratsioon", "Corrective declaration", "Исправительная декларация"),
            "charge-rate": ("Tasumäär ja arvutus", "Rate and calculation", "Ставка и расчёт"),
            "charge-deadline": ("Tähtaeg ja viivis", "Deadline and interest", "Срок и пеня"),
            "prepayment": ("Ettemaks, nõue MTA-s", "Prepayment, claim at the Tax Board", "Предоплата, требование в НТД"),
            "without-permit": ("Loata tegevus", "Activity without a permit", "Деятельность без разрешения"),
            "zero-declaration": ("0-deklaratsioon", "Zero declaration", "Нулевая декларация"),
        },
    ),
    "reports": (
        ("Aastaaruanded", "Annual reports", "Годовые отчёты"),
        {
            "waste-report": ("Jäätmearuanne", "Waste report", "Отчёт об отходах"),
            "water-report": ("Veekasutuse aruanne", "Water-use report", "Отчёт о водопользовании"),
            "air-report": ("Välisõhu aruanne", "Ambient-air report", "Отчёт об атмосферном воздухе"),
            "zero-report": ("0-aruanne", "Zero report", "Нулевой отчёт"),
            "site-missing": ("Käitluskoha puudumine", "Handling site is missing", "Отсутствует место обращения с отходами"),
            "partner-amounts": ("Partneri kogused ei ühti", "Partner's amounts do not match", "Количества партнёра не совпадают"),
            "report-returned": ("Tagasi saadetud aruanne", "Report sent back", "Возвращённый отчёт"),
        },
    ),
    "permits": (
        ("Load ja registreeringud", "Permits and registrations", "Разрешения и регистрации"),
        {
            "permit-apply": ("Taotluse esitamine", "Filing an application", "Подача ходатайства"),
            "permit-correct": ("Taotluse parandamine", "Correcting an application", "Исправление ходатайства"),
            "permit-change": ("Loa muutmine", "Changing a permit", "Изменение разрешения"),
            "permit-state": ("Menetluse seis", "State of the proceedings", "Состояние производства"),
            "permit-extract": ("Loa väljavõte", "Extract of a permit", "Выписка из разрешения"),
            "impact-assessment": ("KMH ja KSH", "Environmental impact assessment", "Оценка воздействия на среду"),
        },
    ),
    "registers": (
        ("Muud registrid", "Other registers", "Другие регистры"),
        {
            "proto": ("PROTO", "PROTO", "PROTO"),
            "packaging": ("Pakend", "Packaging", "Упаковка"),
            "f-gases": ("F-gaasid (FOKA, FARU)", "F-gases (FOKA, FARU)", "Фторсодержащие газы (FOKA, FARU)"),
            "metsis": ("METSIS", "METSIS", "METSIS"),
            "hunting-fishing": ("Jahindus ja kalandus", "Hunting and fishing", "Охота и рыболовство"),
        },
    ),
    "fault": (
        ("Tehniline tõrge", "Technical fault", "Технический сбой"),
        {
            "slow": ("Aeglus, leht ei avane", "Slow, page does not open", "Медленно, страница не открывается"),
            "signing-failed": ("Allkirjastamine ebaõnnestub", "Signing fails", "Подписание не удаётся"),
            "upload-failed": ("Fail ei laadi", "File does not load", "Файл не загружается"),
            "wrong-display": ("Vale kuvamine", "Wrong display", "Неверное отображение"),
            "wish": ("Arendussoov", "Wish for development", "Пожелание по развитию"),
        },
    ),
    "documents": (
        ("Dokumendid ja kirjad", "Documents and letters", "Документы и письма"),
        {
            "letter-state": ("Kirja seis", "State of a letter", "Состояние письма"),
            "information-request": ("Teabenõue", "Request for information", "Запрос информации"),
            "explanation-request": ("Selgitustaotlus", "Request for explanation", "Ходатайство о разъяснении"),
            "challenge": ("Vaie", "Challenge", "Возражение"),
            "document-copy": ("Dokumendi koopia", "Copy of a document", "Копия документа"),
        },
    ),
    "counter": (
        ("Letiteenindus", "Counter service", "Обслуживание у стойки"),
        {
            "mail-received": ("Post vastu võetud", "Mail received", "Почта принята"),
            "booking": ("Aja broneerimine", "Booking a time", "Бронирование времени"),
            "to-specialist": ("Spetsialisti juurde suunamine", "Sent on to a specialist", "Направление к специалисту"),
        },
    ),
    "misdirected": (
        ("Vale adressaat", "Wrong addressee", "Не тот адресат"),
        {
            "municipality": ("KOV", "Municipality", "Местное самоуправление"),
            "tax-board": ("MTA", "Tax and Customs Board", "Налогово-таможенный департамент"),
            "agriculture-board": ("PTA", "Agriculture and Food Board", "Департамент сельского хозяйства и продовольствия"),
            "rescue-board": ("Päästeamet", "Rescue Board", "Спасательный департамент"),
            "environment-agency": ("KAUR", "Environment Agency", "Агентство окружающей среды"),
            "state-line": ("1247", "State line 1247", "Телефон 1247"),
        },
    ),
    "feedback": (
        ("Tagasiside", "Feedback", "Обратная связь"),
        {
            "thanks": ("Tänu", "Thanks", "Благодарность"),
            "complaint": ("Kaebus", "Complaint", "Жалоба"),
            "suggestion": ("Ettepanek", "Suggestion", "Предложение"),
        },
    ),
}  # fmt: skip

# code: names, then the flags that are set
OUTCOMES: dict[str, tuple[Names, tuple[str, ...]]] = {
    "solved": (("Lahendatud", "Solved", "Решено"), ("solved",)),
    "advised": (("Nõu antud", "Advice given", "Дана консультация"), ("solved", "no_client")),
    "documents-sent": (("Dokumendid saadetud", "Documents sent", "Документы отправлены"), ("documents_sent",)),
    "documents-done": (("Dokumendid vormistatud", "Documents completed", "Документы оформлены"), ("solved", "documents_sent")),
    "promised": (("Lubatud vastata", "Answer promised", "Обещан ответ"), ("promised",)),
    "callback": (("Helistame tagasi", "We call back", "Перезвоним"), ("needs_callback", "promised")),
    "escalated": (("Suunatud II tasandile", "Handed to the second level", "Передано на 2-й уровень"), ("escalated", "promised")),
    "escalated-solved": (("Lahendatud II tasandi vastusega", "Solved with the second level's answer", "Решено с ответом 2-го уровня"), ("solved", "escalated")),
    "redirected": (("Juhatatud õige asutuse poole", "Shown to the right agency", "Направлен в другое учреждение"), ("solved", "no_client")),
    "not-identified": (("Isik tuvastamata, andmeid ei antud", "Person not identified, no data given", "Личность не установлена, данные не выданы"), ("no_client",)),
    "withdrawn": (("Klient loobus", "Client withdrew", "Клиент отказался"), ("no_client",)),
    "no-answer": (("Klienti ei saadud kätte", "Client could not be reached", "С клиентом не удалось связаться"), ()),
    "wrong-number": (("Vale number", "Wrong number", "Ошибочный звонок"), ("no_client",)),
    FAULT: (("Teadaolev rike, teavitame kliente", "Known fault, clients will be told", "Известный сбой, сообщим клиентам"), ("promised", "no_client")),
    OVER: (("Rike kõrvaldatud, klient teavitatud", "Fault over, client told", "Сбой устранён, клиент извещён"), ("solved", "no_client")),
    ABUSE: (("Ähvardav või solvav pöörduja, kõne lõpetatud", "Threatening or abusive caller, call ended", "Угрозы или оскорбления, разговор прекращён"), ("no_client", "no_enquiry")),
}  # fmt: skip


@transaction.atomic
def seed_reference() -> None:
    """Add the missing topics and outcome codes; what is there stays as the administrator left it."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    groups, reasons = {}, {}
    for place, (group, (names, own)) in enumerate(TOPICS.items(), start=1):
        unit = units.get(UNIT_OF[group])
        of_group = {"unit": unit, "portal": PORTAL_OF.get(group, "")}
        groups[group] = {"position": place, **of_group, **_names(names), **_rule(group)}
        for position, (code, words) in enumerate(own.items(), start=1):
            reasons[code] = {"position": position, **of_group, **_names(words), **_rule(code)}
    _add(Topic, groups)
    parents = Topic.objects.in_bulk(list(TOPICS), field_name="code")
    for group, (_group_names, own) in TOPICS.items():
        for code in own:
            reasons[code]["parent"] = parents[group]
    _add(Topic, reasons)
    outcomes = enumerate(OUTCOMES.items(), start=1)
    _add(OutcomeCode, {
        code: {"position": position, **_names(names), **dict.fromkeys(flags, True)}
        for position, (code, (names, flags)) in outcomes
    })  # fmt: skip
    _seed_deadlines()


def _add(model: type[Model], rows: dict[str, dict[str, Any]]) -> set[str]:
    """Write the rows whose codes are not there yet, all at once; which codes these were."""
    there = set(model._default_manager.filter(code__in=rows).values_list("code", flat=True))
    missing = [model(code=code, **values) for code, values in rows.items() if code not in there]
    if missing:
        bulk_create_with_history(missing, model)
    return set(rows) - there


def _seed_deadlines() -> None:
    """The week, the limits and the reasons of waiting that are missing; a new limit is given its topics."""
    if not OpenInterval.objects.exists():
        # A plain week: the administrator sets the agency's own.
        days = [
            OpenInterval(weekday=row.weekday, starts_at=row.starts, ends_at=row.ends, from_day=standard.SINCE)
            for row in WEEK
        ]
        bulk_create_with_history(days, OpenInterval)
    new = _add(Limit, {
        code: {
            "amount": amount, "term": term, "basis": basis, "name_et": et, "name_en": en,
            "position": position * 10,
        }
        for position, (code, (et, en, amount, term, basis)) in enumerate(standard.LIMITS.items(), start=1)
    })  # fmt: skip
    _give_limits(new)
    reasons = enumerate(standard.PAUSE_REASONS.items(), start=1)
    _add(PauseReason, {
        code: {"name_et": et, "name_en": en, "position": position * 10} for position, (code, (et, en)) in reasons
    })  # fmt: skip


def _give_limits(new: set[str]) -> None:
    limited = {topic: code for code in standard.LIMITS if code in new for topic in standard.topics_of(code)}
    topics = list(Topic.objects.filter(code__in=limited, limit=None))
    if not topics:
        return
    limits = Limit.objects.in_bulk(list(new), field_name="code")
    for topic in topics:
        topic.limit = limits[limited[topic.code]]
    bulk_update_with_history(topics, Topic, ["limit"])


def _rule(code: str) -> dict[str, str]:
    if code not in RULES:
        return {}
    competence, et, en = RULES[code]
    return {"competence": competence, "hand_on_et": et, "hand_on_en": en}


def _names(names: Names) -> dict[str, str]:
    return {"name_et": names[0], "name_en": names[1], "name_ru": names[2]}
