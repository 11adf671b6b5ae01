"""The services of Estonian electronic identity in small: CA, OCSP, TSA, test cards and a container writer.

Shares no code with the desk: what it writes must be understood from the standards alone.
"""

from tests.simulators.eid.lab import IDENTITIES, Card, Identity, Lab, default_folder
from tests.simulators.eid.server import Running, start
from tests.simulators.eid.writer import Recipe, add_signature, sign_files

__all__ = [
    "IDENTITIES",
    "Card",
    "Identity",
    "Lab",
    "Recipe",
    "Running",
    "add_signature",
    "default_folder",
    "sign_files",
    "start",
]
