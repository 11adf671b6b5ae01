"""A telephone exchange with one service number: rings the extensions that the desk names.

It speaks the generic CTI shape (newCall | answer | hangup over HTTP) and knows nothing of the desk's code.
"""

from tests.simulators.exchange.server import Running, start

__all__ = ["Running", "start"]
