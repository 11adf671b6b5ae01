"""What people (and the worker) do with checks of representation."""

from registry.actions.asking import answered, ask, ask_again, given_up, keep
from registry.actions.changes import changes_fetched, plan_changes
from registry.actions.lines import hurry, open_line, stop_line
from registry.actions.mandates import ask_mandates, mandates_answered, mandates_given_up
from registry.actions.proofs import end_proof, take_print_out, take_standing, warn_of_ends, withdraw_proof
from registry.actions.readings import end_reading, read_text, withdraw_reading
from registry.actions.refreshing import classifiers_fetched, plan_refresh

__all__ = [
    "answered",
    "ask",
    "ask_again",
    "ask_mandates",
    "changes_fetched",
    "classifiers_fetched",
    "end_proof",
    "end_reading",
    "given_up",
    "hurry",
    "keep",
    "mandates_answered",
    "mandates_given_up",
    "open_line",
    "plan_changes",
    "plan_refresh",
    "read_text",
    "stop_line",
    "take_print_out",
    "take_standing",
    "warn_of_ends",
    "withdraw_proof",
    "withdraw_reading",
]
