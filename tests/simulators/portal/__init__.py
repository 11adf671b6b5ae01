"""A pretended e-service portal: takes documents by docs/portal-api.yaml and shows what a client may use.

It knows nothing of the desk's code.
"""

from tests.simulators.portal.server import Running, start

__all__ = ["Running", "start"]
