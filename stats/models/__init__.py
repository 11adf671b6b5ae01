"""What is counted, and what those who steer write: reports, proposals, reviews, trainings, changes."""

from stats.models.coaching import Booking, Coaching
from stats.models.contacts import SavedChoice, Signal, SignalQuerySet
from stats.models.learning import Attendee, LearningSession, Material, Passed, Requirement
from stats.models.process import (
    ChangeMove,
    Goal,
    Idea,
    IdeaAnswer,
    IdeaSupport,
    Judgement,
    ProcessChange,
)
from stats.models.quality import Calibration, Response, Review, Reviewed, Sample, SamplingRule
from stats.models.reports import (
    FollowUp,
    Report,
    ReportAnswer,
    ReportContent,
    ReportLetter,
    ReportPlan,
)
from stats.models.rollups import (
    ClientMonth,
    Contacts,
    Counted,
    Drafted,
    Handed,
    PersonDay,
    Promised,
    Staffed,
    TeamDay,
    Touched,
    Traffic,
    WordWeek,
    Work,
)
from stats.models.scorecards import Criterion, CriticalError, Scorecard
from stats.models.staffing import Decision, Forecast, Proposal
from stats.models.undertakings import Undertaking
from stats.models.workload import Norm, PersonMix

__all__ = [
    "Attendee",
    "Booking",
    "Calibration",
    "ChangeMove",
    "ClientMonth",
    "Coaching",
    "Contacts",
    "Counted",
    "Criterion",
    "CriticalError",
    "Decision",
    "Drafted",
    "FollowUp",
    "Forecast",
    "Goal",
    "Handed",
    "Idea",
    "IdeaAnswer",
    "IdeaSupport",
    "Judgement",
    "LearningSession",
    "Material",
    "Norm",
    "Passed",
    "PersonDay",
    "PersonMix",
    "ProcessChange",
    "Promised",
    "Proposal",
    "Report",
    "ReportAnswer",
    "ReportContent",
    "ReportLetter",
    "ReportPlan",
    "Requirement",
    "Response",
    "Review",
    "Reviewed",
    "Sample",
    "SamplingRule",
    "SavedChoice",
    "Scorecard",
    "Signal",
    "SignalQuerySet",
    "Staffed",
    "TeamDay",
    "Touched",
    "Traffic",
    "Undertaking",
    "WordWeek",
    "Work",
]
