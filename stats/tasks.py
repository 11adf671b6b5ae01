"""What the clock does in this room."""

from celery import shared_task

from desk import outbox
from stats import rollups
from stats.actions import changes, forecasts, forgetting, ideas, reminding, reports, sampling
from stats.models import Report
from stats.reports import making


@shared_task(name="stats.refresh")
def refresh() -> None:
    """Every minute: what changed is counted."""
    rollups.refresh()


@shared_task(name="stats.words")
def words() -> None:
    """Every night: the words of the weeks in which questions changed are counted."""
    rollups.refresh_words()


@shared_task(name="stats.process")
def ask_about_process() -> None:
    """Every morning: suggestions without an answer, and changes to be judged, become to-dos."""
    ideas.ask_for_answers()
    changes.ask_for_judgements()


@shared_task(name="stats.forecast")
def make_forecast(forecast: int) -> None:
    """One forecast is made from what has been counted."""
    forecasts.work(forecast_id=forecast)


@shared_task(name="stats.sweep")
def sweep() -> None:
    """Every minute: forecasts and reports that a worker left behind go on."""
    forecasts.wake_waiting()
    outbox.wake_due(Report, reports.MAKE)


@shared_task(name="stats.draw")
def draw() -> None:
    """Every night: what is reviewed is drawn from the last days; what waited too long is let go."""
    sampling.draw_days()
    sampling.forget_old()


@shared_task(name="stats.flags")
def raise_flags() -> None:
    """Every hour: contacts that complaints and the like are about wait for review."""
    sampling.raise_flags()


@shared_task(name="stats.forget_reviews")
def forget_reviews() -> None:
    """Every night: reviews and coaching that were kept long enough go by their rule; the sums stay."""
    forgetting.destroy_old()


@shared_task(name="stats.report")
def make_report(pk: int) -> None:
    """One report is made and sent."""
    outbox.drain(Report, pk, ask=making.make, record=reports.sent, failed=reports.not_made)


@shared_task(name="stats.reports")
def order_reports() -> None:
    """Every ten minutes: reports whose day and hour have come are made, each once."""
    reports.order_due()


@shared_task(name="stats.remind_reports")
def remind_of_reports() -> None:
    """Every morning: who has not acknowledged a report for long is reminded."""
    reports.remind()


@shared_task(name="stats.remind_learning")
def remind_of_learning() -> None:
    """Every night: trainings that lapse, undertakings that end or whose people have left become to-dos."""
    reminding.remind()
