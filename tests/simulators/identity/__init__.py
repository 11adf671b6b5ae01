"""A pretended state identity provider (shaped like TARA), with logins that must not be believed on demand.

It knows nothing of the desk's code.
"""

from tests.simulators.identity.server import Running, start

__all__ = ["Running", "start"]
