"""The login services of the state, for every test of this room that asks for them."""

from tests.login.played import played as played
from tests.login.played import state as state
