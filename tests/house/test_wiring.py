"""What is named by a string leads somewhere; what the database must hold is there."""

import re
from importlib.metadata import requires
from io import StringIO
from pathlib import Path

import grimp
import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from simple_history.models import HistoricalChanges

from desk import outbox, slots
from tests.house.test_house_rules import ROOT, modules, tracked

OURS = {
    "people",
    "records",
    "login",
    "operations",
    "mail",
    "clients",
    "guides",
    "enquiries",
    "calls",
    "counter",
    "orders",
    "registry",
    "contracts",
    "tickets",
    "stats",
}

# Rooms from the ground up (ARCHITECTURE.md); a room may import only what stands before it.
FLOORS = [
    {"desk.tracing", "desk.counted"},
    {"desk.clock", "desk.http", "desk.slots", "desk.tables", "desk.sealed"},
    {"desk.outbox", "desk.live", "desk.workdays", "desk.outgoing"},
    {"desk.oidc"},
    {"desk.people"},
    {"desk.records"},
    {"desk.mail", "desk.login", "desk.operations"},
    {"desk.clients", "desk.guides"},
    {"desk.enquiries"},
    {"desk.calls", "desk.counter", "desk.orders"},
    {"registry"},
    {"contracts", "tickets"},
    {"stats"},
]

# Why these models keep no history.
NO_HISTORY = {
    "people.Presence": "its rows are the history",
    "clients.Merge": "its rows are the history",
    "clients.Moved": "written once with its merge",
    "clients.Correction": "append-only",
    "clients.DataRequestFile": "made anew, never edited",
    "clients.Erased": "append-only",
    "clients.RecipientTold": "append-only",
    "clients.Pair": "found again from the clients; a decision names who and when",
    "enquiries.FavouriteTopic": "a person's own convenience",
    "operations.Heartbeat": "the last sign of life alone",
    "operations.Look": "the last look alone, without personal data",
    "operations.OutgoingRequest": "a note written once, kept for 30 days",
    "login.Attempt": "a count, forgotten after two days",
    "login.RecoveryCode": "made once, used once",
    "login.SecondFactor": "a secret; login events say when it was set up or taken away",
    "login.Session": "its rows are the history",
    "records.Clock": "of test and demo databases only",
    "records.DemoMarker": "one row, written once",
    "records.Blob": "bytes never change: named by their sha256",
    "records.TimelineEntry": "append-only",
    "records.AccessLogEntry": "append-only",
    "records.AccessLink": "append-only",
    "records.AccessCheckpoint": "append-only",
    "mail.MessageBody": "written once with its letter, then only destroyed",
    "mail.MessageEvent": "append-only",
    "mail.Mailbox": "how far it was read",
    "mail.Incoming": "what came, and which room took it",
    "mail.IncomingBody": "written once with its letter, then only destroyed",
    "mail.Attachment": "written once with its letter",
    "mail.Enclosure": "written once with its letter",
    "people.Todo": "its rows are the history",
    "people.TodoChange": "written once",
    "people.Notice": "a queue: what a person was told",
    "guides.GuideVersion": "its rows are the history",
    "guides.GuideStep": "belongs to one version",
    "guides.Reading": "append-only",
    "records.Destruction": "append-only",
    "records.RetentionRun": "append-only",
    "records.RetentionStep": "append-only",
    "login.LoginEvent": "append-only",
    "login.SpentToken": "written once",
    "operations.Backup": "written once",
    "operations.KeyRotation": "its rows are the history",
    "counter.DayNumbers": "a counter",
    "counter.PaperSeries": "a counter",
    "counter.Period": "its rows are the history",
    "counter.VisitEnquiry": "a link, made once",
    "counter.MailFile": "written once with its paper, then only destroyed",
    "counter.MailPage": "how the pages lie; the paper's history says when they were changed",
    "counter.MailText": "made by a machine from the pages, made again",
    "orders.OrderSeries": "a counter",
    "orders.CohortRow": "a table as it came, written once",
    "orders.WorkItem": "its findings and attempts are the history",
    "orders.OrderChange": "append-only",
    "orders.ItemFinding": "append-only",
    "orders.ItemAttempt": "append-only",
    "orders.BatchChange": "holds what was before and after itself",
    "enquiries.EnquiryMail": "a link, made once",
    "enquiries.ClosingOverride": "append-only",
    "enquiries.Pause": "its rows are the history",
    "enquiries.DeadlineChange": "append-only",
    "enquiries.ReachAttempt": "append-only",
    "enquiries.UsedGuide": "a link, made once",
    "enquiries.EnquirySeries": "a counter",
    "enquiries.Draft": "becomes a letter, which is kept",
    "enquiries.DraftFile": "goes with its letter, which is kept",
    "enquiries.Glance": "a moment",
    "registry.DailyUse": "a counter",
    "registry.Line": "how the line is now; who opened it is on the timeline",
    "registry.ClassifierValue": "copied from the register",
    "registry.ChangedOrganisation": "copied from the register",
    "registry.Reading": "its rows are the history",
    "registry.Proof": "its rows are the history",
    "registry.ProofPerson": "written once with its proof",
    "contracts.PaperAnswer": "its rows are the history",
    "contracts.Sitting": "begun once, ended once",
    "contracts.PortalEntry": "copied from the portal",
    "contracts.PortalDifference": "its rows are the history",
    "contracts.RegistrationExport": "written once",
    "contracts.Takeover": "written once, counted at its end",
    "contracts.TakeoverFile": "written once with its table",
    "contracts.ExpiryNotice": "its rows are the history",
    "contracts.VersionDecision": "append-only",
    "contracts.AuthorisedPerson": "written once with its document",
    "contracts.ClientLink": "made once, ended once",
    "contracts.PageCode": "its rows are the history",
    "contracts.HandSigned": "append-only",
    "contracts.Recheck": "a night's sums",
    "contracts.Rechecked": "a queue",
    "contracts.RepresentationChange": "its rows are the history",
    "calls.CallEvent": "append-only",
    "calls.CallEnquiry": "a link, made once",
    "calls.Offer": "a queue: its rows are the history",
    "calls.Hold": "its rows are the history",
    "calls.CallbackAttempt": "append-only",
    "calls.Dial": "its rows are the history",
    "calls.IdentityCheck": "append-only",
    "calls.DisclosureDecision": "append-only",
    "calls.HelpRequest": "its rows are the history",
    "registry.CheckPayload": "written once with its check, then only destroyed",
    "registry.Exchange": "append-only",
    "contracts.Template": "its versions are the history",
    "contracts.TemplateVersion": "never changed: the next version is a row of its own",
    "contracts.NumberSeries": "a counter",
    "contracts.Container": "append-only",
    "contracts.Finding": "append-only",
    "contracts.CountedSignature": "append-only",
    "tickets.Form": "never changed: the next version is a row of its own",
    "tickets.Question": "belongs to one version of a form",
    "tickets.Return": "its rows are the history",
    "tickets.Override": "its rows are the history",
    "tickets.TicketFile": "written once",
    "tickets.L2Answer": "append-only",
    "tickets.Watch": "its rows are the history",
    "tickets.Line": "how the line is now; who opened it is on the timeline",
    "tickets.JiraInbox": "a queue",
    "tickets.TicketEvent": "append-only",
    "tickets.Wording": "becomes a letter, which is kept",
    "tickets.Contact": "one row that says when JIRA was last heard",
    "stats.Touched": "a queue",
    "stats.Counted": "how far the counting is",
    "stats.Traffic": "sums",
    "stats.Contacts": "sums",
    "stats.ClientMonth": "sums",
    "stats.WordWeek": "sums",
    "stats.Promised": "sums",
    "stats.Handed": "sums",
    "stats.Drafted": "sums",
    "stats.PersonDay": "sums",
    "stats.TeamDay": "sums",
    "stats.Staffed": "sums",
    "stats.PersonMix": "sums",
    "stats.Decision": "append-only",
    "stats.SavedChoice": "a person's own convenience",
    "stats.Signal": "written once; its acknowledgement and answer name who and when",
    "stats.Scorecard": "never changed: the next version is a row of its own",
    "stats.Criterion": "belongs to one version of a scorecard",
    "stats.CriticalError": "belongs to one version of a scorecard",
    "stats.Sample": "its rows are the history",
    "stats.Review": "once finished it does not change",
    "stats.Response": "answered once, decided once",
    "stats.Calibration": "opened once, closed once",
    "stats.Reviewed": "sums",
    "stats.ReportContent": "append-only",
    "stats.ReportLetter": "written once with its report",
    "stats.ReportAnswer": "append-only",
    "stats.FollowUp": "append-only",
    "stats.Material": "written once, withdrawn once",
    "stats.Passed": "written once",
    "stats.IdeaAnswer": "append-only",
    "stats.IdeaSupport": "made once, taken back by deleting",
    "stats.ChangeMove": "written with its change, whose history says when",
    "stats.Judgement": "append-only",
}


def own_models() -> list[type[models.Model]]:
    found = [model for model in apps.get_models() if model._meta.app_label in OURS]
    return [model for model in found if not issubclass(model, HistoricalChanges)]


def test_every_task_that_is_woken_by_name_exists() -> None:
    current_app.loader.import_default_modules()
    woken = {
        name
        for path in modules()
        if "tests" not in path.parts
        for name in re.findall(r"\bwake(?:_due)?\([^\"()]*\"([a-z_]+\.[a-z_]+)\"", path.read_text())
    }
    assert woken
    assert not woken - set(current_app.tasks)


def test_every_task_in_the_schedule_exists() -> None:
    current_app.loader.import_default_modules()
    scheduled = {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert not scheduled - set(current_app.tasks)


def test_every_queue_is_swept() -> None:
    """A room that has rows which wait for another system has a sweep in the schedule."""
    scheduled = {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    jobs = {model._meta.app_label for model in own_models() if issubclass(model, outbox.Job)}
    assert jobs
    assert not {label for label in jobs if f"{label}.sweep" not in scheduled}


def test_every_slot_resolves() -> None:
    assert slots.check(None) == []


def test_a_misspelt_slot_is_noticed_at_start(settings: object) -> None:
    settings.SLOTS = {"SEARCHES": ["desk.nowhere.search"]}  # type: ignore[attr-defined]
    assert [problem.id for problem in slots.check(None)] == ["desk.E001"]


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)


def test_migrations_are_named_and_say_what_they_do() -> None:
    names = [path.stem for path in tracked(".py") if "migrations" in path.parts and path.stem[0].isdigit()]
    assert names
    assert not [name for name in names if "auto" in name or not re.fullmatch(r"\d{4}_[a-z0-9_]+", name)]


def test_each_model_keeps_history_or_says_why_not() -> None:
    without = {
        model._meta.label
        for model in own_models()
        if not hasattr(model, "history") and not issubclass(model, outbox.Job)
    }
    assert without == set(NO_HISTORY)


def test_settings_refer_to_rooms_by_string_only() -> None:
    graph = grimp.build_graph("desk", include_external_packages=False)
    imported = graph.find_modules_directly_imported_by("desk.settings")
    assert imported == {"desk.env", "desk.logs", "desk.schedule", "desk.wiring"}


def test_imports_go_one_way() -> None:
    """The same order as the import linter's, computed here from the graph itself."""
    graph = grimp.build_graph(
        "desk", "registry", "contracts", "tickets", "stats", exclude_type_checking_imports=True
    )
    wrong: list[str] = []
    for level, floor in enumerate(FLOORS):
        above = set().union(*FLOORS[level + 1 :]) if level + 1 < len(FLOORS) else set()
        for room in floor:
            for other in above | (floor - {room}):
                if level == 0 or (level == 1 and other in floor):
                    continue
                if graph.direct_import_exists(importer=room, imported=other, as_packages=True):
                    wrong.append(f"{room} imports {other}")
    assert not wrong


def test_each_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    block = text[text.index("dependencies = [") : text.index("]\n\n[dependency-groups]")]
    silent = [line for line in block.splitlines()[1:] if line.strip() and "#" not in line]
    assert not silent
    assert requires("django")
    assert Path(ROOT / "requirements.lock").is_file()
