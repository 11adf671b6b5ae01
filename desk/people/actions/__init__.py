"""What people do here: change presence and language, plan shifts, add helpers, and how the first comes in."""

from desk.people.actions.absences import change_absence, end_absence, enter_absence
from desk.people.actions.accounts import access_changed, choose_language, open_administrator
from desk.people.actions.approvals import (
    ask_second,
    decide_second,
    take_back_second,
    withdraw_about,
    withdraw_second,
)
from desk.people.actions.notices import forget_notices, see, see_all, tell
from desk.people.actions.owed import (
    ask_of,
    change_due,
    finish_todo,
    give_on,
    give_todo,
    give_todos,
    reopen_todo,
    settle_gone,
    settle_many_todos,
    settle_todos,
)
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
    "access_changed",
    "add_helper",
    "add_shift",
    "ask_of",
    "ask_second",
    "change_absence",
    "change_due",
    "change_shift",
    "choose_language",
    "copy_week",
    "decide_second",
    "end_absence",
    "end_helper",
    "enter_absence",
    "finish_todo",
    "forget_notices",
    "forget_presences",
    "give_on",
    "give_todo",
    "give_todos",
    "open_administrator",
    "plan_days",
    "remove_shift",
    "reopen_todo",
    "see",
    "see_all",
    "set_presence",
    "settle_gone",
    "settle_many_todos",
    "settle_todos",
    "switch_presence",
    "take_back",
    "take_back_second",
    "tell",
    "withdraw_about",
    "withdraw_second",
]
