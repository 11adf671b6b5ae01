"""Browsers of people who have logged in as the product logs in: with a row of their session."""

from typing import Any

from django.test import Client

from desk.login import standing
from desk.login.enums import Way
from desk.login.models import Session
from desk.people.models import User
from tests.conftest import Actor


def logged_in(user: User, **fields: Any) -> Actor:
    """A browser of this person, and its row."""
    actor = Actor()
    actor.user = user
    actor.force_login(user)
    session = Session.objects.create(user=user, way=fields.pop("way", Way.DEMO), **fields)
    data = actor.session
    data[standing.KEY] = session.pk
    data.save()
    return actor


def row(client: Client) -> Session:
    """The row of this browser's session, as it is now."""
    return Session.objects.get(pk=client.session[standing.KEY])
