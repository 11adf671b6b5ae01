"""How long the wrap-up in hand may last, as its line says."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from desk.calls.limits import wrap_up_seconds
from desk.calls.models import Line
from desk.people.models import User


def test_the_limit_of_the_line_is_counted_down_before_that_of_the_house(
    line: Line, exchange: Callable[..., Any], available: Callable[..., User], settings: Any
) -> None:
    settings.CALL_WRAP_UP_SECONDS = 600
    user = available("101")
    assert not wrap_up_seconds(user.pk or 0)
    Line.objects.update(wrap_up_seconds=90)
    exchange("newCall", "1")
    exchange("answer", "1", user="101", answeringNumber="101")
    exchange("hangup", "1", cause="normalClearing")
    assert wrap_up_seconds(user.pk or 0) == 90
    browser = Client()
    browser.force_login(user)
    page = browser.get("/people/presence/").content.decode()
    assert 'data-counts="down"' in page
    assert ">1:30<" in page or ">1:29<" in page
