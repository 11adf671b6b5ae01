"""Every table is spoken for: a room tells what it keeps of people there, or why it keeps nothing."""

from django.apps import apps
from simple_history.models import HistoricalChanges

from desk.clients.subjects.telling import holdings

# Tables that tell of nobody outside the agency, and why. A member of staff who wrote or changed something
# stands there by a key alone: who that is, is told and let go of with the user (desk.records.keeping).
NO_PERSON: dict[str, str] = {
    "admin.LogEntry": "of the administrator's tables alone, which hold no client",
    "calls.Offer": "whose turn it was: times of staff, told with the user by presence and calls",
    "contracts.VersionDecision": "who of the staff approved a text",
    "enquiries.FavouriteTopic": "a member of staff's own keys, gone with the user",
    "login.Attempt": "keyed digests, for an hour",
    "login.SpentToken": "digests of tokens, until they are too old",
    "mail.Mailbox": "how far a mailbox was read",
    "operations.OutgoingRequest": "which system was asked and when; no addresses, no bodies",
    "records.Blob": "bytes by their digest: told and let go of with what points at them",
    "records.Destruction": "the proof: what kind, when, by what rule",
    "records.Hold": "names a thing by its number",
    "sessions.Session": "ends with the login; reasons and choices of the member of staff",
    "stats.ClientMonth": "a count a month by a client's number; nobody's once the client is nobody",
    "tickets.Contact": "addresses of the second level's offices",
    **dict.fromkeys(
        ("auth.Group", "auth.Permission", "contenttypes.ContentType"),
        "of the framework",
    ),
    **dict.fromkeys(
        (
            "calls.CallbackSlot",
            "calls.Line",
            "contracts.EndRule",
            "contracts.Kind",
            "contracts.Portal",
            "contracts.RegisteredKind",
            "counter.ClosedDay",
            "counter.Desk",
            "counter.Office",
            "counter.Opening",
            "counter.PaperKind",
            "enquiries.Limit",
            "enquiries.OpenInterval",
            "enquiries.OutcomeCode",
            "enquiries.PauseReason",
            "enquiries.SpecialDay",
            "enquiries.Topic",
            "orders.Obligation",
            "orders.Period",
            "orders.Round",
            "people.ApprovalPolicy",
            "people.BreakReason",
            "people.Skill",
            "people.Unit",
            "records.RetentionRule",
            "registry.ClassifierValue",
            "registry.RoleRule",
            "registry.StatusRule",
            "stats.Criterion",
            "stats.CriticalError",
            "stats.Goal",
            "stats.Norm",
            "stats.ReportPlan",
            "stats.Requirement",
            "stats.SamplingRule",
            "stats.Scorecard",
            "tickets.Form",
            "tickets.Question",
            "tickets.StatusRule",
            "tickets.Unit",
        ),
        "a list of the administrator",
    ),
    **dict.fromkeys(
        (
            "calls.SpokenText",
            "contracts.Clause",
            "contracts.Template",
            "contracts.TemplateVersion",
            "enquiries.Fault",
            "enquiries.TextModule",
            "guides.Guide",
            "guides.GuideStep",
            "guides.GuideVersion",
            "guides.Instruction",
        ),
        "a text of the house",
    ),
    **dict.fromkeys(
        (
            "contracts.NumberSeries",
            "counter.DayNumbers",
            "counter.PaperSeries",
            "enquiries.EnquirySeries",
            "orders.OrderSeries",
            "registry.DailyUse",
        ),
        "a counter",
    ),
    **dict.fromkeys(
        (
            "contracts.Recheck",
            "operations.Backup",
            "operations.Heartbeat",
            "operations.KeyRotation",
            "operations.Look",
            "records.Clock",
            "records.DemoMarker",
            "records.RetentionRun",
            "records.RetentionStep",
            "registry.Line",
            "stats.Touched",
            "tickets.JiraInbox",
            "tickets.Line",
        ),
        "of the running system: times and counts",
    ),
    **dict.fromkeys(
        ("registry.ChangedOrganisation", "registry.Refresh"),
        "organisations alone",
    ),
    **dict.fromkeys(
        (
            "stats.Contacts",
            "stats.Counted",
            "stats.Drafted",
            "stats.Handed",
            "stats.Promised",
            "stats.Reviewed",
            "stats.Staffed",
            "stats.Traffic",
            "stats.WordWeek",
        ),
        "sums that name nobody",
    ),
}


def concrete() -> set[str]:
    """Every table but histories, which belong to their rows, and links of many to many."""
    return {
        model._meta.label
        for model in apps.get_models()
        if not model._meta.proxy and not issubclass(model, HistoricalChanges)
    }


def test_every_table_belongs_to_a_holding_or_says_why_not() -> None:
    held = {label for holding in holdings() for label in holding.models}
    assert concrete() - held - set(NO_PERSON) == set()
    assert held - concrete() == set()
    assert held & set(NO_PERSON) == set()
    assert set(NO_PERSON) - concrete() == set()


def test_holdings_have_codes_of_their_own() -> None:
    codes = [holding.code for holding in holdings()]
    assert len(codes) == len(set(codes))
