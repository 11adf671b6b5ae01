"""A pretended SiVa: judges signatures by openssl, answers in the documented shape, has bad days on demand.

It knows nothing of the desk's code.
"""

from tests.simulators.siva.server import Running, start

__all__ = ["Running", "start"]
