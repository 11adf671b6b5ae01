"""Pretended login services of the state (TARA, GovSSO), with logins that must not be believed on demand.

It knows nothing of the desk's code.
"""

from tests.simulators.identity.server import Running, registered, start

__all__ = ["Running", "registered", "start"]
