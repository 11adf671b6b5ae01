"""The demo world as a fixture, and the address of every page in it, so that guards walk real pages."""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from desk import demo
from tests.house.routes import Route, all_routes
from tests.house.snapshot import Snapshot

# Which row stands in the address of a page: "app.Model", or "app.Model:field,field" where it is not the key.
_CLIENT, _PERSON, _ENQUIRY, _CALL = "clients.Client", "clients.Person", "enquiries.Enquiry", "calls.Call"
_PACKAGE, _ESCALATION = "contracts.Package", "tickets.Escalation"
_PAPER = "counter.IncomingMail"
MODELS: dict[str, str] = {
    **dict.fromkeys(("clients:page", "clients:change", "clients:add_person", "api:client"), _CLIENT),
    **dict.fromkeys(("clients:same_as", "clients:merge", "registry:mandates"), _CLIENT),
    **dict.fromkeys(("clients:same_person", "clients:merge_persons"), _PERSON),
    **dict.fromkeys(
        (
            "enquiries:client_panel", "calls:client_panel", "registry:client_panel", "registry:history",
            "contracts:client_panel", "contracts:draft", "tickets:client_panel", "records:client_timeline",
        ),
        _CLIENT,
    ),
    **dict.fromkeys(("clients:person", "clients:change_person"), _PERSON),
    **dict.fromkeys(
        (
            "enquiries:page", "enquiries:change", "enquiries:attach", "enquiries:kind",
            "enquiries:data_extract", "records:enquiry_timeline", "enquiries:letters", "enquiries:answer",
            "tickets:enquiry_panel", "tickets:there_already", "tickets:escalate", "api:enquiry",
        ),
        _ENQUIRY,
    ),
    **dict.fromkeys(
        ("enquiries:keep", "enquiries:promise_page", "enquiries:postpone", "enquiries:write_last_letter"),
        "enquiries.Promise",
    ),
    "enquiries:last_letter": "enquiries.LastLetter",
    "records:rule": "records.RetentionRule",
    **dict.fromkeys(
        ("enquiries:fault", "enquiries:change_fault", "enquiries:fault_over", "enquiries:tie_many",
            "tickets:fault_panel",),
        "enquiries.Fault",
    ),
    **dict.fromkeys(("enquiries:enquiry_fault", "enquiries:proof", "counter:enquiry_papers"), _ENQUIRY),
    "calls:faults": _CALL,
    **dict.fromkeys(("counter:reception", "counter:note_later"), "counter.Office:code"),
    **dict.fromkeys(("counter:visit", "counter:hand"), "counter.Visit"),
    **dict.fromkeys(("counter:client_panel", "counter:client_papers"), _CLIENT),
    **dict.fromkeys(
        ("counter:paper", "counter:paper_sender", "counter:receipt", "counter:paper_document",
            "contracts:paper_panel",),
        _PAPER,
    ),
    "counter:book_for_client": _CLIENT,
    "counter:change_booking": "counter.Visit",
    "counter:paper_original": "counter.MailFile:mail_id,pk",
    **dict.fromkeys(("counter:scan", "counter:scan_pages"), _PAPER),
    "counter:page_picture": "counter.MailPage:file.mail_id,pk",
    **dict.fromkeys(("counter:quarantined", "counter:quarantined_file"), "counter.Quarantined"),
    "contracts:paper_by_hand": "contracts.PaperAnswer:paper_id,package_id",
    "people:absence_change": "people.Absence",
    **dict.fromkeys(("orders:batches_panel", "orders:new_batch"), "orders.Order"),
    **dict.fromkeys(("orders:page", "orders:object", "orders:change"), "orders.Order"),
    "orders:answer": "orders.Objection",
    "orders:change_round": "orders.Round",
    "orders:help_of_client": _CLIENT,
    "orders:help_of_enquiry": _ENQUIRY,
    **dict.fromkeys(("orders:batch", "orders:batch_progress"), "orders.Batch"),
    "orders:finding": "orders.ItemFinding",
    **dict.fromkeys(
        ("orders:items", "orders:items_panel", "orders:progress_panel", "orders:result",
            "orders:result_file"),
        "orders.Order",
    ),
    "orders:item": "orders.WorkItem:order_id,position",
    "orders:screenshot": "orders.ItemFinding:item.order_id,item.position,pk",
    "orders:client_panel": _CLIENT,
    "people:todo": "people.Todo",
    "people:owed_of": "people.User",
    "calls:callback": "calls.Callback",
    "calls:practice": _CALL,
    **dict.fromkeys(("calls:plan", "calls:call_callbacks"), _CALL),
    **dict.fromkeys(("calls:plan_for_enquiry", "calls:enquiry_callbacks"), _ENQUIRY),
    "calls:plan_for_client": _CLIENT,
    **dict.fromkeys(("calls:workspace", "calls:many", "calls:raise_hand", "api:call"), _CALL),
    **dict.fromkeys(("guides:page", "guides:change", "guides:arrange", "guides:inside"), "guides.Guide"),
    **dict.fromkeys(("guides:version", "guides:compare"), "guides.GuideVersion"),
    **dict.fromkeys(("guides:instruction", "guides:change_instruction"), "guides.Instruction"),
    "enquiries:guides": _ENQUIRY,
    "mail:page": "mail.Message",
    "mail:attachment": "mail.Attachment:incoming_id,pk",
    "mail:enclosure": "mail.Enclosure:message_id,pk",
    "enquiries:draft_file": "enquiries.DraftFile:draft.enquiry_id,pk",
    "mail:letter": "mail.Incoming",
    "enquiries:letter_panel": "mail.Incoming",
    **dict.fromkeys(("registry:page", "registry:read", "registry:take_print_out"), "registry.Check"),
    "registry:take_standing": _CLIENT,
    "registry:proof": "registry.Proof",
    **dict.fromkeys(("contracts:page", "contracts:progress", "contracts:returns", "api:document"), _PACKAGE),
    **dict.fromkeys(("contracts:code", "contracts:agency_prepared"), _PACKAGE),
    **dict.fromkeys(("contracts:sitting", "contracts:sitting_progress"), "contracts.Sitting"),
    "contracts:sitting_step": "contracts.AgencySignature:sitting_id,position",
    "contracts:sitting_file": "contracts.AgencySignature:sitting_id,position,attempts",
    "contracts:pdf": "contracts.Authorisation",
    "contracts:difference": "contracts.PortalDifference",
    "contracts:listing": "contracts.Portal",
    **dict.fromkeys(("contracts:added", "contracts:screenshot"), "contracts.Publication"),
    **dict.fromkeys(("contracts:preview", "contracts:version"), "contracts.TemplateVersion"),
    "contracts:compare": "contracts.TemplateVersion:pk,pk",
    **dict.fromkeys(
        (
            "contracts:container", "contracts:evidence", "contracts:evidence_report",
            "contracts:evidence_original",
        ),
        "contracts.Container",
    ),
    "contracts:by_hand": _PACKAGE,
    "contracts:change": "contracts.RepresentationChange",
    "contracts:tree": _CLIENT,
    **dict.fromkeys(("contracts:document", "contracts:what_ends"), "contracts.Authorisation"),
    "contracts:consequences": _PACKAGE,
    "contracts:registration": "contracts.Registration",
    "contracts:register_package": "contracts.RegistrationExport",
    "contracts:received_in_register": "mail.Incoming",
    "contracts:sent_in_register": "mail.Message",
    **dict.fromkeys(
        ("contracts:takeover", "contracts:takeover_progress", "contracts:takeover_errors"),
        "contracts.TakeoverUpload",
    ),
    "contracts:data_request": "clients.DataRequest",
    "contracts:data_request_file": "clients.DataRequestFile:request_id,pk",
    "contracts:ask_for_client": _CLIENT,
    "contracts:ask_for_person": _PERSON,
    **dict.fromkeys(
        (
            "tickets:page", "tickets:clocks", "tickets:history", "tickets:told", "tickets:shared",
            "tickets:files",
        ),
        _ESCALATION,
    ),
    "api:ticket": _ESCALATION,
    "tickets:expert": f"{_ESCALATION}:uuid",
    "tickets:file": "tickets.TicketFile:escalation_id,pk",
    "tickets:expert_file": "tickets.TicketFile:escalation.uuid,pk",
    "tickets:override": "tickets.Override",
    **dict.fromkeys(
        ("orders:cohort", "orders:cohort_panel", "orders:cohort_preview", "orders:cohort_codes",
            "orders:add_step"),
        "orders.Order",
    ),
    "orders:change_step": "orders.Selection:order_id,pk",
    "orders:period": "orders.Period",
    **dict.fromkeys(("stats:report", "stats:report_file"), "stats.Report"),
    **dict.fromkeys(("stats:review", "stats:review_decide"), "stats.Review"),
    "stats:calibration": "stats.Calibration",
    "stats:coached": "stats.Coaching",
    "stats:booking": "stats.Booking",
    "stats:scorecard": "stats.Scorecard",
    "stats:person": "people.User",
    **dict.fromkeys(("records:check", "records:own_look"), "records.LookCheck"),
    **dict.fromkeys(("entry:sessions_of", "entry:fallback_of"), "people.User"),
    "entry:key": "login.ApiKey",
    "stats:signal": "stats.Signal",
    **dict.fromkeys(
        ("stats:session", "stats:session_change", "stats:session_calendar"), "stats.LearningSession"
    ),
    "stats:invitation": "stats.Attendee",
    "stats:material": "stats.Material:session_id,pk",
    "stats:undertaking_change": "stats.Undertaking",
    **dict.fromkeys(("stats:idea", "stats:idea_change"), "stats.Idea"),
    **dict.fromkeys(("stats:change", "stats:change_edit"), "stats.ProcessChange"),
    **dict.fromkeys(("stats:forecast", "stats:proposal_new"), "stats.Forecast"),
    **dict.fromkeys(("stats:proposal", "stats:proposal_change", "stats:proposal_decide"), "stats.Proposal"),
}  # fmt: skip


# Pages in whose address stands no row.
FIXED: dict[str, list[str]] = {"contracts:takeover_template": ["csv"]}


# Rows that have what the page shows.
NARROWED: dict[str, dict[str, Any]] = {
    "records:own_look": {"user__username": "koik"},  # nobody else may
    "counter:scan": {"files__isnull": False},
    "counter:scan_pages": {"files__isnull": False},
    "counter:page_picture": {"preview__isnull": False},
    "counter:quarantined_file": {"blob__isnull": False},
    "enquiries:data_extract": {"kind": "data"},
    **{
        name: {"upload__isnull": False}
        for name in (
            "orders:cohort",
            "orders:cohort_panel",
            "orders:cohort_preview",
            "orders:cohort_codes",
            "orders:add_step",
        )
    },
    "orders:change_step": {"order__upload__isnull": False},
    "contracts:pdf": {"pdf__isnull": False},
    "stats:report_file": {"content__isnull": False},
    "stats:report": {"content__isnull": False},
    "contracts:screenshot": {"screenshot__isnull": False},
    "contracts:ask_for_client": {"kind__in": ["person", "sole_trader"]},
    "contracts:document": {"accepted_at__isnull": False, "kind__effect": "opens"},
    "contracts:what_ends": {"accepted_at__isnull": False, "kind__effect": "opens", "last_day": None},
    "contracts:takeover_errors": {"errors__isnull": False},
    "contracts:agency_prepared": {"state": "awaiting_agency", "authorisations__kind__signed_by": "agency"},
    "calls:practice": {"training": True},
    "stats:person": {"username": "spetsialist"},
    "stats:session_change": {"attendees__marked_at": None, "called_off_at": None},
    "stats:review": {"person__username": "spetsialist", "finished_at__isnull": False},
    "stats:review_decide": {"response__kind": "appeals", "response__decided_at": None},
    "orders:change": {"state": "draft"},
    "orders:screenshot": {"screenshot__isnull": False},
    "guides:compare": {"number__gt": 1, "published_at__isnull": False},
    "guides:change_instruction": {"published_at": None},
    "mail:letter": {"kind": "letter"},
    "contracts:received_in_register": {"kind": "letter"},
    "contracts:sent_in_register": {"state": "sent"},
    "mail:attachment": {"blob__isnull": False},
    "enquiries:letter_panel": {"kind": "letter"},
    "enquiries:proof": {"fault_tie__isnull": False},
    "registry:read": {"verdict": "joint_text", "client__isnull": False},
    "registry:take_print_out": {"client__isnull": False},
    "stats:proposal_new": {"made_at__isnull": False},
    "stats:proposal_change": {"state": "draft"},
    "stats:proposal_decide": {"state": "sent"},
    "stats:idea_change": {"made_by__username": "spetsialist", "state": "new"},
    "stats:change_edit": {"judgements": None},
}


# What has pages only while it is switched on, and so is switched on for the walk; nothing is asked.
SWITCHED_ON = {
    "PAASUKE_URL": "https://security-server.example/r1",
    "REGISTRY_NAMES_URL": "https://names.example/api",
    "TSA_URL": "https://time.example/tsa",
}


# The demo worlds of this process, once somebody wanted them, by what was switched on.
_built: dict[tuple[str, ...], Snapshot] = {}


def build(at: datetime) -> None:
    """Reference data and every room's demo seed; the second time, what was built the first time."""
    switched = tuple(str(getattr(settings, name)) for name in SWITCHED_ON)
    if switched in _built:
        _built[switched].put_back()
        return
    call_command("reference_data")
    for room in demo.ROOMS:
        if find_spec(f"desk.demo.{room}"):
            import_module(f"desk.demo.{room}").seed(at)
    _built[switched] = Snapshot.take()


def address(route: Route) -> str | None:
    """The address of `route` for the first row of the demo world; None if no such row is there."""
    if not route.has_parts:
        return route.path
    if route.name in FIXED:
        return reverse(route.name, args=FIXED[route.name])
    label = MODELS.get(route.name)
    if label is None:
        return None
    name, _colon, parts = label.partition(":")
    rows = apps.get_model(name)._default_manager.filter(**NARROWED.get(route.name, {}))
    row: Any = rows.order_by("pk").first()
    return None if row is None else reverse(route.name, args=parts_of(row, parts or "pk"))


def parts_of(row: Any, parts: str) -> list[Any]:
    """The values of `parts` in a row, in their order: "draft.enquiry_id,pk"."""
    return [attrgetter(part)(row) for part in parts.split(",")]


def pages() -> list[Route]:
    """Every page that a member of staff can open with GET."""
    return [
        route
        for route in all_routes()
        if route.access and route.access.rule and "GET" in route.access.methods and route.name != "live"
    ]
