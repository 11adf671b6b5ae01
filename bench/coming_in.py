"""A browser that is logged in as the desk logs in: with the row of its session, read at every page."""

from typing import Any


def come_in(client: Any, user: Any) -> None:
    """This test client is this person from now on."""
    from desk.login import standing
    from desk.login.enums import Way
    from desk.login.models import Session

    client.force_login(user)
    data = client.session
    data[standing.KEY] = Session.objects.create(user=user, way=Way.DEMO).pk
    data.save()
