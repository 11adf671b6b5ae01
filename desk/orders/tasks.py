"""What the clock does to orders."""

from celery import shared_task

from desk.orders.actions import batches, periods, rounds, sweeping


@shared_task(name="orders.sweep")
def sweep() -> None:
    """Every minute: who has something open of an order that is soon due, or late, is told so once."""
    sweeping.tell_of_deadlines()


@shared_task(name="orders.rounds")
def give_rounds() -> None:
    """Through the working day: repeating orders that have come up are given, each once."""
    rounds.give_rounds()


@shared_task(name="orders.batch")
def go_on_with_batch(batch: int) -> None:
    """A batch of the clean-up is tried out, done or undone, from where it stands."""
    batches.work(batch_id=batch)


@shared_task(name="orders.batches")
def wake_batches() -> None:
    """Every minute: batches that a worker left behind go on."""
    batches.wake_under_way()


@shared_task(name="orders.periods")
def prepare_periods() -> None:
    """Every night: declaration periods stand ready to the end of next year, by the calendar as it is now."""
    periods.prepare()
