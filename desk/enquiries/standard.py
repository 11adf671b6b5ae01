"""By what is counted until the administrator says otherwise: pure tables for the seed and for `deadlines`."""

# ruff: noqa: E501  (a table is read by rows)

from datetime import date

from desk.enquiries.enums import Kind, Term

Row = tuple[str, str, int, str, str]  # Estonian, English, how many, of what, basis

# The first day from which the seeded week is in force: before anything that is counted.
SINCE = date(2020, 1, 1)

# facts/domain.md 6.1. The duty to answer within 15 days is a bill: the administrator changes the row.
LIMITS: dict[str, Row] = {
    "question": ("Küsimusele vastamine", "Answer to a question", 5, Term.WORKING_DAYS, "Teenindusstandard"),
    "explanation": (
        "Selgitustaotlusele või märgukirjale vastamine",
        "Answer to a request for explanation or a memorandum",
        30,
        Term.DAYS,
        "MSVS § 6: viivitamata, kuid mitte hiljem kui 30 kalendripäeva jooksul",
    ),
    "forward": (
        "Edastamine pädevale asutusele",
        "Forwarding to the right agency",
        5,
        Term.WORKING_DAYS,
        "MSVS § 5: viie tööpäeva jooksul, saatjale teatades",
    ),
    "information": (
        "Teabenõude täitmine", "Answer to a request for information", 5, Term.WORKING_DAYS, "AvTS § 18",
    ),
    "information-longest": (
        "Teabenõude täitmine pikendatult", "Request for information, prolonged", 15, Term.WORKING_DAYS, "AvTS § 19",
    ),
    "complaint": ("Kaebusele vastamine", "Answer to a complaint", 30, Term.DAYS, "Teenindusstandard"),
    "complaint-holding": (
        "Kaebuse kättesaamise teade", "Holding reply to a complaint", 1, Term.WORKING_DAYS, "Teenindusstandard",
    ),
    "data-subject": (
        "Andmesubjekti taotlusele vastamine",
        "Answer to a request about own data",
        1,
        Term.MONTHS,
        "IKÜM art 12 lg 3: ühe kuu jooksul",
    ),
    "feedback": ("Tagasisidele vastamine", "Answer to feedback", 30, Term.DAYS, "MSVS § 6"),
    "promise": ("Lubaduse pakutav tähtaeg", "Time offered for a promise", 5, Term.WORKING_DAYS, ""),
    "broken": ("Hilinenud lubadus on murtud", "A late promise is broken", 5, Term.WORKING_DAYS, ""),
    "repeat": ("Kordusel sama teemaga pöördumine", "Repeated contact on the same topic", 7, Term.DAYS, ""),
    "attempts": ("Katseid klienti kätte saada", "Attempts to reach the client", 3, Term.TIMES, ""),
    "caution": ("Ohumärge helistaja juures", "Mark of a threatening caller", 90, Term.DAYS, ""),
    "guide-review": ("Juhendi ülevaatamine", "Review of a guide", 6, Term.MONTHS, ""),
}  # fmt: skip

# Where only the number is read: in what these count is not the administrator's to change.
COUNTED_AS_NUMBERS = frozenset({"repeat", "attempts", "caution", "information-longest"})

# The limit of each kind; a question may have that of its topic instead (`Topic.limit`).
BY_KIND: dict[Kind, str] = {
    Kind.QUESTION: "question",
    Kind.COMPLAINT: "complaint",
    Kind.FEEDBACK: "feedback",
    Kind.DATA_SUBJECT: "data-subject",
    Kind.INFORMATION: "information",
}

# Topics, or whole groups of them, whose questions have a limit of their own by law.
BY_TOPIC: dict[str, str] = {
    "explanation-request": "explanation",
    "information-request": "information",
    "misdirected": "forward",
}


def topics_of(code: str) -> list[str]:
    """Codes of the topics and groups that the seed gives this limit."""
    return [topic for topic, limit in BY_TOPIC.items() if limit == code]


# code: Estonian, English
PAUSE_REASONS: dict[str, tuple[str, str]] = {
    "client-data": ("Ootame kliendilt andmeid", "The client gives more data"),
    "client-document": ("Ootame kliendilt dokumenti", "The client sends a document"),
    "client-signature": ("Ootame kliendi allkirja", "The client signs"),
    "client-decision": ("Ootame kliendi otsust", "The client decides"),
    "client-unreachable": ("Klienti ei saada kätte", "The client cannot be reached"),
    "fault": ("Ootab teadaoleva rikke lõppu", "Waits for a known fault to end"),
}
