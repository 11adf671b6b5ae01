"""What the worker does in this room."""

from celery import shared_task

from desk.login.actions import attempts, govsso, keys, sessions


@shared_task(name="login.renew")
def renew(pk: int) -> None:
    """Prolong GovSSO's session behind this session of ours; woken by its open pages."""
    govsso.renew(pk)


@shared_task(name="login.sweep")
def sweep() -> None:
    """Every minute: sessions before which nobody sits are locked, those left behind are ended."""
    sessions.sweep()


@shared_task(name="login.forget")
def forget() -> None:
    """Every night: tries that no limit counts any more go, and people are told of keys that end soon."""
    attempts.forget()
    keys.warn()
