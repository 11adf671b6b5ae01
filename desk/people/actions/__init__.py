"""What people do here: change presence and language, plan shifts, add helpers, and how the first comes in."""

from desk.people.actions.absences import change_absence, end_absence, enter_absence
from desk.people.actions.accounts import choose_language, open_administrator
from desk.people.actions.presence import forget_presences, set_presence, switch_presence
from desk.people.actions.roster import (
    Hours,
    Planned,
    add_helper,
    add_shift,
    change_shift,
    copy_week,
    end_helper,
    plan_days,
    remove_shift,
    take_back,
)

__all__ = [
    "Hours",
    "Planned",
    "add_helper",
    "add_shift",
    "change_absence",
    "change_shift",
    "choose_language",
    "copy_week",
    "end_absence",
    "end_helper",
    "enter_absence",
    "forget_presences",
    "open_administrator",
    "plan_days",
    "remove_shift",
    "set_presence",
    "switch_presence",
    "take_back",
]
