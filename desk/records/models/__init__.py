"""What proves something: files, the timeline, who looked at whose data. Append-only within retention."""

from desk.records.models.access import AccessCheckpoint, AccessLink, AccessLogEntry, AccessLogQuerySet
from desk.records.models.checks import LookCheck, LookCheckQuerySet
from desk.records.models.files import Blob, Destruction, RetentionRule
from desk.records.models.ground import Clock, DemoMarker
from desk.records.models.holds import Hold, HoldQuerySet, RetentionRun, RetentionStep
from desk.records.models.story import TimelineEntry, TimelineQuerySet

__all__ = [
    "AccessCheckpoint",
    "AccessLink",
    "AccessLogEntry",
    "AccessLogQuerySet",
    "Blob",
    "Clock",
    "DemoMarker",
    "Destruction",
    "Hold",
    "HoldQuerySet",
    "LookCheck",
    "LookCheckQuerySet",
    "RetentionRule",
    "RetentionRun",
    "RetentionStep",
    "TimelineEntry",
    "TimelineQuerySet",
]
