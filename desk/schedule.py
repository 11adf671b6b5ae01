"""When the worker does what nobody asks for: the sweeps of every room, and what belongs to one hour."""

from typing import Any

from celery.schedules import crontab

SWEEPS = [
    "mail.sweep", "mail.fetch", "mail.scan", "enquiries.sweep", "calls.sweep", "counter.sweep",
    "orders.sweep", "orders.batches", "clients.sweep", "registry.sweep", "contracts.sweep",
    "contracts.recheck", "tickets.sweep", "tickets.poll", "tickets.faults", "counter.remind",
    "stats.sweep", "stats.refresh", "operations.sweep", "login.sweep",
]  # fmt: skip
# Task: hour and minute, UTC.
HOURS = {
    "people.sweep": ("1", "20"),
    "records.checkpoint": ("*", "50"),
    "records.draw": ("1", "10"),
    "records.sweep_files": ("0", "20"),
    "login.forget": ("1", "25"),
    "guides.sweep": ("4", "10"),
    "orders.periods": ("1", "5"),
    # From the morning of Tallinn to its evening: whatever stood still is given as soon as it runs again.
    "orders.rounds": ("3-16", "*/10"),
    "counter.papers": ("4-15", "15"),  # every hour of the day
    "records.retention": ("22", "45"),  # after midnight in Tallinn
    "records.bury_again": ("23", "50"),
    "clients.compare_all": ("2", "40"),
    "contracts.order_listings": ("1", "40"),
    "registry.refresh": ("3", "50"),
    "contracts.registrar": ("*", "*/10"),
    "tickets.token": ("*", "5"),  # every hour, so that it is soon over once the date has moved
    "tickets.watch": ("*", "*/5"),
    "tickets.reconcile": ("0", "50"),
    "tickets.twins": ("1", "35"),
    "tickets.forget_hints": ("2", "5"),
    "stats.remind_learning": ("2", "15"),
    "stats.process": ("5", "15"),
    "stats.reports": ("*", "*/10"),  # each plan has its own hour of Tallinn
    "stats.remind_reports": ("5", "25"),
    "stats.words": ("1", "15"),
    "stats.draw": ("0", "35"),
    "stats.flags": ("*", "20"),  # every hour, so that a complaint is looked at while it is fresh
    "stats.forget_reviews": ("2", "25"),
    "registry.changes": ("*", "30"),  # every hour, so at 21:30 of Tallinn in summer and winter
}


def schedule(sweep_seconds: int) -> dict[str, dict[str, Any]]:
    """The schedule for celery beat; sweeps run every `sweep_seconds`."""
    swept = {name: {"task": name, "schedule": float(sweep_seconds)} for name in SWEEPS}
    at_hours = {
        name: {"task": name, "schedule": crontab(hour=hour, minute=minute)}
        for name, (hour, minute) in HOURS.items()
    }
    return swept | at_hours
