"""Pages of records: timelines, the access log, random checks of looks."""

from desk.records.views.checks import ask, check, checks, decide, odd, own_look
from desk.records.views.log import access_log, access_log_export, access_log_of, own_data
from desk.records.views.timeline import PAGE, client_timeline, enquiry_timeline, in_place_of

__all__ = [
    "PAGE",
    "access_log",
    "access_log_export",
    "access_log_of",
    "ask",
    "check",
    "checks",
    "client_timeline",
    "decide",
    "enquiry_timeline",
    "in_place_of",
    "odd",
    "own_data",
    "own_look",
]
