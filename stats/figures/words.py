"""How figures are written: `91,5%`, `3:05`, `2,5 h`, `1 234`, as Estonian writes them."""

from enum import Enum


class In(Enum):
    """What a figure is counted in; times are given in seconds."""

    NUMBER = "number"
    PERCENT = "percent"
    TIME = "time"  # minutes and seconds
    LONG = "long"  # hours and days
    HOURS = "hours"  # of work: a day of it is no 24 hours, so it stays hours


def percent(value: float | None) -> str:
    """`91,5%`, written together as Estonian does; a dash without a value."""
    return "–" if value is None else f"{value:.1f}%".replace(".", ",").replace(",0%", "%")


def number(value: float) -> str:
    """`1234`, `12 345` with a no-break space; with one decimal where it has one."""
    text = f"{value:,.1f}".removesuffix(".0") if value % 1 else f"{value:,.0f}"
    text = text.replace(",", "\u00a0").replace(".", ",")
    return text.replace("\u00a0", "") if abs(value) < 10_000 else text


def clock(seconds: float) -> str:
    """`3:05`, or `1:03:05` from an hour on."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def hours(seconds: float) -> str:
    """`2,5 h`; from two days on `3,1 d`."""
    value, unit = (seconds / 86400, "d") if seconds >= 2 * 86400 else (seconds / 3600, "h")
    return f"{value:.1f}\u00a0{unit}".replace(".", ",")


def said(value: float | None, unit: In) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None:
        return "–"
    if unit is In.PERCENT:
        return percent(value)
    if unit is In.TIME:
        return clock(value)
    if unit is In.LONG:
        return hours(value)
    if unit is In.HOURS:
        return f"{number(value / 3600)}\u00a0h"
    return number(value)
