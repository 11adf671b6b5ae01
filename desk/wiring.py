"""The parts of the desk, and what each room puts into the slots of others (desk/slots.py): names alone."""

ROOMS = [
    "desk.people", "desk.records", "desk.login", "desk.operations", "desk.mail", "desk.guides",
    "desk.clients", "desk.enquiries", "desk.calls", "desk.counter", "desk.orders", "registry", "contracts",
    "tickets", "stats",
]  # fmt: skip
INSTALLED_APPS = [
    "desk",
    *ROOMS,
    "desk.people.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "simple_history",
    "django_htmx",
    "template_partials",
    "csp",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "desk.operations.middleware.traced",
    "desk.surface.headers",
    "contracts.client_page.host.own_host",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "desk.people.middleware.own_language",
    "desk.login.middleware.LoggedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "desk.records.middleware.access_log",
    "desk.home.whole_page",
]

_DESK = (
    "desk.people", "desk.mail", "desk.guides", "desk.enquiries", "desk.calls", "desk.counter", "desk.orders",
)  # fmt: skip
# Who keep something about people; desk.records speaks for desk.people too, which stands below it.
_KEEPING = ("desk.records", *(room for room in ROOMS if room not in {"desk.people", "desk.records"}))

SLOTS: dict[str, list[str]] = {
    "TIMELINE_WORDS": [
        "desk.records.enums.TIMELINE",
        "desk.mail.enums.TIMELINE",
        "desk.guides.enums.TIMELINE",
        "registry.enums.TIMELINE",
        "desk.clients.enums.TIMELINE",
        "desk.enquiries.enums.TIMELINE",
        "desk.calls.enums.TIMELINE",
        "desk.counter.enums.TIMELINE",
        "desk.orders.enums.TIMELINE",
        "tickets.enums.TIMELINE",
        "contracts.enums.TIMELINE",
        "stats.enums.TIMELINE",
    ],
    "MAIL_STOPS": ["desk.clients.practice.stops"],
    "SAME_CLIENT": ["desk.clients.references.merged_into"],
    # What becomes of a row that cannot move with its client, who has the same: {label of model: callable}
    "ABSORBING": ["desk.orders.surplus.LEARNING"],
    "CLOSING_OBSTACLES": ["tickets.obstacles.open_escalations", "contracts.asked.open_packages"],
    "SEARCHES": [
        "desk.clients.search.clients",
        "desk.enquiries.search.enquiries",
        "desk.counter.papers.papers",
        "contracts.search.documents",
        "tickets.search.tickets",
        "desk.guides.finding.guides",
    ],
    # What a room makes of a letter that came in: (Incoming) -> whether it took it; the first to do so has it
    "MAIL_CLAIMERS": ["contracts.claims.claim", "desk.enquiries.claims.claim"],
    # Beside HANDOVER: what only the people themselves owe, no deputy: (user_ids) -> slots.Work each
    "OWED": ["desk.guides.owed.work", "desk.clients.owed.work", "stats.quality.owed.work"],
    # Sentences of to-dos, notices and second pairs of eyes: {kind: text with %(params)s}
    "OWED_WORDS": [
        f"{room}.enums.OWED"
        for room in (
            *_DESK,
            "desk.records",
            "desk.clients",
            "desk.login",
            "registry",
            "contracts",
            "tickets",
            "stats",
        )
    ],
    # Where a thing that others speak of by kind and id is shown: {kind: name of the URL}
    "SUBJECT_PAGES": [
        f"{room}.enums.PAGES"
        for room in (
            *_DESK,
            "desk.records",
            "desk.clients",
            "desk.login",
            "registry",
            "contracts",
            "tickets",
            "stats",
        )
    ],
    # What a room says of its own parts: () -> slots.Finding each, or (part, state, detail)
    "HEALTH": [
        "desk.login.health.parts",
        "registry.health.parts",
        "contracts.health.parts",
        "tickets.health.parts",
    ],
    # What must always be true in each room: tuples of slots.Invariant
    "INVARIANTS": [f"{room}.invariants.INVARIANTS" for room in ROOMS],
    # Who keeps what was asked of other systems: (desk.outgoing.notes.Note)
    "OUTGOING": ["desk.operations.noting.keep"],
    # What a person may has changed: (user, why, by), by keyword; who is in as that person comes in anew
    "ACCESS_CHANGED": ["desk.login.actions.sessions.access_changed"],
    # What may wait for a second person: {kind: desk.people.approvals.Kind}
    "SECOND_EYES": [
        "desk.records.second.KINDS",
        "desk.guides.approvals.KINDS",
        "desk.clients.second.KINDS",
        "desk.enquiries.second.KINDS",
        "desk.orders.cleanup.second.KINDS",
        "registry.second.KINDS",
        "contracts.second.KINDS",
        "tickets.second.KINDS",
        "stats.quality.second.KINDS",
    ],
    # Topics that a guide may be about: () -> (code, label)
    "GUIDE_TOPICS": ["desk.enquiries.topics.choices"],
    # What a person must not see a line about, in whatever story it stands: (id of user) -> slots.Kept
    "KEPT_FROM": ["desk.enquiries.kept.complaints_about"],
    "REFERENCE_DATA": [
        "desk.people.reference.seed_reference",
        "desk.enquiries.reference.seed_reference",
        "desk.enquiries.texts.seed_texts",
        "desk.guides.reference.seed_reference",
        "desk.calls.reference.seed_reference",
        "desk.counter.paper_kinds.seed_reference",
        "desk.counter.reference.seed_reference",
        "desk.orders.obligations.seed_reference",
        "registry.reference.seed_reference",
        "contracts.reference.seed_reference",
        "tickets.reference.seed_reference",
        "stats.reference.seed_reference",
        "desk.records.reference.seed_reference",
    ],
    # What each room keeps about people: tuples of desk.records.holdings.Holding
    "HOLDINGS": [f"{room}.keeping.HOLDINGS" for room in _KEEPING],
    # What is kept how long, and how it is let go of: tuples of desk.records.retention.Store
    "RETENTION": [
        *(f"{room}.keeping.STORES" for room in _KEEPING),
        "desk.counter.actions.destroying.STORES",
        "desk.counter.actions.quarantining.STORES",
        "desk.orders.actions.tables.STORES",
        "desk.orders.actions.old_batches.STORES",
        "stats.retention.STORES",
        "stats.actions.forgetting.STORES",
    ],
    # What is needed however old it is: {kind of thing: () -> query of keys}
    "STILL_NEEDED": [f"{room}.needed.NEEDED" for room in ("desk.enquiries", "desk.orders", "contracts")],
    # Whose data ask for a closer look at who looked: tuples of desk.records.drawing.Sign
    "LOOK_SIGNS": ["desk.clients.watched.SIGNS"],
    # Who a member of staff is as a person with data of one's own: (id of user) -> holdings.Subject
    "OWN_SUBJECT": ["desk.clients.watched.own"],
    # Who a personal code is: (code) -> holdings.Subject; Refused for what is no code
    "WHO_IS": ["desk.clients.subjects.find"],
    # Which clients a follow-up may be about: tuples of desk.orders.selecting.Selector
    "COHORT_SELECTORS": [
        f"{room}.SELECTORS"
        for room in ("desk.orders.selectors", "contracts.cohorts", "registry.cohorts", "tickets.cohorts")
    ],
    "WRAP_UP_LIMITS": ["desk.calls.limits.wrap_up_seconds"],
    "EVIDENCE_KINDS": [f"{room}.evidence.SOURCES" for room in ("desk.calls", "desk.counter", "tickets")],
    "CALLER_FACTS": ["contracts.asked.under_way", "tickets.facts.open_tickets"],
    # What the second level says of known faults: (fault ids) -> {fault id: [slots.Fact, ...]}, in one query
    "FAULT_FACTS": ["tickets.faults.said_in_jira"],
    "HANDOVER": [
        "desk.counter.handover.work",
        *(
            f"{room}.handover.work"
            for room in ("desk.enquiries", "desk.calls", "desk.orders", "contracts", "tickets")
        ),
    ],
    "PURPOSES": [
        "desk.calls.purpose.call_in_hand",
        "desk.counter.purpose.visit_in_hand",
        "desk.enquiries.purpose.open_enquiry",
        "desk.counter.overdue.paper_in_hand",
        "desk.orders.purpose.open_order",
        "contracts.asked.open_work",
        "tickets.purpose.open_ticket",
        "stats.quality.purpose.open_review",
    ],
    # Why a caller may be told a client's data: (Client, Person or None) -> slots.Ground
    "DISCLOSURE_GROUNDS": [
        "desk.clients.grounds.of_caller",
        "registry.grounds.of_caller",
        "contracts.grounds.of_caller",
    ],
    # Whether a document of this number went to the client before then: (client_id, number, before) -> bool
    "KNOWN_DOCUMENTS": ["contracts.grounds.was_sent"],
}
