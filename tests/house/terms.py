"""How long a table is kept that stands under no rule of its own: with what it goes, by what, or why never."""

# A row goes, or loses what tells of people, with the row that it belongs to: table, whose.
GOES_WITH: dict[str, str] = {
    "people.UserRole": "people.User", "people.TodoChange": "people.Todo",
    "login.PasswordAccess": "people.User", "login.SecondFactor": "people.User",
    "login.RecoveryCode": "people.User", "login.Identity": "people.User",
    "mail.MessageBody": "mail.Message", "mail.MessageEvent": "mail.Message", "mail.Enclosure": "mail.Message",
    "mail.IncomingBody": "mail.Incoming", "mail.Attachment": "mail.Incoming",
    "clients.ClientRole": "clients.Person", "clients.ContactPoint": "clients.Client",
    "clients.Caution": "clients.Client", "clients.Merge": "clients.Client", "clients.Moved": "clients.Client",
    "clients.Pair": "clients.Client", "clients.DataRequestFile": "clients.DataRequest",
    "clients.ReportWork": "clients.DataRequest", "clients.Correction": "clients.DataRequest",
    "clients.RecipientTold": "clients.DataRequest",
    **dict.fromkeys(
        (
            "enquiries.Pause", "enquiries.DeadlineChange", "enquiries.EnquiryMail", "enquiries.Glance",
            "enquiries.ClosingOverride", "enquiries.Promise", "enquiries.ReachAttempt",
            "enquiries.LastLetter",
            "enquiries.FaultTie", "enquiries.UsedGuide",
        ),
        "enquiries.Enquiry",
    ),
    "enquiries.DraftFile": "enquiries.Draft",
    **dict.fromkeys(
        (
            "calls.CallEvent", "calls.Hold", "calls.CallEnquiry", "calls.Abuse", "calls.IdentityCheck",
            "calls.DisclosureDecision", "calls.HelpRequest", "calls.Offer",
        ),
        "calls.Call",
    ),
    "calls.CallbackAttempt": "calls.Callback",
    "counter.Period": "counter.Visit", "counter.VisitEnquiry": "counter.Visit",
    **dict.fromkeys(
        ("counter.MailFile", "counter.MailPage", "counter.PageWork", "counter.MailText"),
        "counter.IncomingMail",
    ),
    **dict.fromkeys(
        ("orders.Assignment", "orders.Objection", "orders.OrderChange", "orders.Selection"), "orders.Order"
    ),
    "orders.BatchChange": "orders.Batch", "orders.CohortRow": "orders.CohortUpload",
    "orders.ItemFinding": "orders.WorkItem", "orders.ItemAttempt": "orders.WorkItem",
    "registry.CheckPayload": "registry.Check", "registry.Exchange": "registry.Check",
    "registry.ProofPerson": "registry.Proof",
    **dict.fromkeys(
        (
            "contracts.ClientLink", "contracts.Authorisation", "contracts.AuthorisedPerson",
            "contracts.Rendering", "contracts.Container", "contracts.HandSigned", "contracts.Verification",
            "contracts.RightCheck", "contracts.Finding", "contracts.CountedSignature",
            "contracts.PaperAnswer", "contracts.Publication", "contracts.AgencySignature",
            "contracts.ExpiryNotice", "contracts.Rechecked",
        ),
        "contracts.Package",
    ),
    "contracts.PortalEntry": "contracts.PortalListing",
    "contracts.TakeoverFile": "contracts.TakeoverUpload",
    **dict.fromkeys(
        (
            "tickets.JiraOperation", "tickets.Watch", "tickets.Return", "tickets.Override",
            "tickets.TicketFile", "tickets.L2Answer", "tickets.Wording",
        ),
        "tickets.Escalation",
    ),
    "tickets.TicketEvent": "tickets.Issue",
    "stats.Response": "stats.Review", "stats.Calibration": "stats.Review",
    "stats.PersonDay": "stats.TeamDay", "stats.PersonMix": "stats.TeamDay",
    "stats.Attendee": "stats.LearningSession", "stats.Material": "stats.LearningSession",
    "stats.IdeaAnswer": "stats.Idea", "stats.IdeaSupport": "stats.Idea",
    "stats.ChangeMove": "stats.ProcessChange", "stats.Judgement": "stats.ProcessChange",
    "stats.Decision": "stats.Proposal",
    **dict.fromkeys(
        ("stats.ReportContent", "stats.ReportLetter", "stats.ReportAnswer", "stats.FollowUp"), "stats.Report"
    ),
    "enquiries.FavouriteTopic": "people.User", "stats.SavedChoice": "people.User",
}  # fmt: skip

# Forgotten by a sweep of its own, sooner than any rule would be worth.
SWEPT: dict[str, str] = {
    "people.Presence": "PRESENCE_KEPT_DAYS",
    "people.Notice": "NOTICES_KEPT_DAYS",
    "login.Attempt": "hours after the try",
    "login.SpentToken": "with the token's own end",
    "tickets.JiraInbox": "tickets.forget_hints",
    "stats.Touched": "taken away when the day is counted",
    "operations.Look": "one row, written over",
    "operations.Heartbeat": "a row a part, written over",
}

LIST = "a list of the administrator or of those who lead; names nobody whom we serve"
COUNTER = "a counter of numbers or of how far something has come"
SUMS = "sums that name nobody"
PROOF = "proof without content"
WORDS = "the agency's own words to everybody"
KEPT_FOR_EVER: dict[str, str] = {
    **dict.fromkeys(
        (
            "people.Skill", "people.ApprovalPolicy", "people.BreakReason", "people.Unit",
            "enquiries.OpenInterval", "enquiries.SpecialDay", "enquiries.Limit", "enquiries.PauseReason",
            "enquiries.Topic", "enquiries.OutcomeCode", "calls.Line", "calls.CallbackSlot", "counter.Office",
            "counter.Desk", "counter.Opening", "counter.ClosedDay", "counter.PaperKind", "orders.Obligation",
            "orders.Period", "orders.Round", "registry.StatusRule", "registry.RoleRule",
            "registry.ClassifierValue", "contracts.Kind", "contracts.EndRule", "contracts.Portal",
            "contracts.RegisteredKind", "tickets.Unit", "tickets.Form", "tickets.Question",
            "tickets.StatusRule", "stats.Scorecard", "stats.Criterion", "stats.CriticalError",
            "stats.SamplingRule", "stats.Requirement", "stats.Goal", "stats.ReportPlan", "stats.Norm",
            "records.RetentionRule",
        ),
        LIST,
    ),
    **dict.fromkeys(
        (
            "enquiries.EnquirySeries", "counter.DayNumbers", "counter.PaperSeries", "orders.OrderSeries",
            "contracts.NumberSeries", "mail.Mailbox", "registry.DailyUse", "registry.Line",
            "registry.Refresh", "registry.ChangedOrganisation", "tickets.Contact", "tickets.Line",
            "stats.Counted",
            "records.Clock", "records.DemoMarker", "operations.KeyRotation",
        ),
        COUNTER,
    ),
    **dict.fromkeys(
        (
            "stats.Traffic", "stats.Contacts", "stats.WordWeek", "stats.Promised", "stats.Handed",
            "stats.Drafted", "stats.Staffed", "stats.Reviewed", "contracts.Recheck",
        ),
        SUMS,
    ),
    "stats.ClientMonth": "sums by client: of one made anonymous they are nobody's",
    **dict.fromkeys(
        (
            "records.Destruction", "records.RetentionRun", "records.RetentionStep", "records.AccessLink",
            "records.AccessCheckpoint", "clients.Erased", "operations.Backup",
        ),
        PROOF,
    ),
    "records.Hold": "why something was not destroyed in its time: without names, by number",
    **dict.fromkeys(
        (
            "guides.Guide", "guides.GuideVersion", "guides.GuideStep", "guides.Instruction",
            "enquiries.Fault", "enquiries.TextModule", "calls.SpokenText", "contracts.Clause",
            "contracts.Template", "contracts.TemplateVersion", "contracts.VersionDecision",
        ),
        WORDS,
    ),
}  # fmt: skip
