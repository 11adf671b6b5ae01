"""How long something lasts, as people read it."""

from datetime import timedelta

from django.utils.formats import number_format


def clock_text(span: timedelta) -> str:
    """`4:05` or `1:04:05`: what static/js/counting.js goes on counting from."""
    seconds = max(0, int(span.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def hours_text(span: timedelta) -> str:
    """Hours with at most two decimals: `37,5`."""
    return number_format(f"{round(span.total_seconds() / 3600, 2):g}", use_l10n=True)


def minutes_text(span: timedelta) -> str:
    """Hours and minutes, seconds rounded away: `2 h 05 min`."""
    minutes = round(span.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
