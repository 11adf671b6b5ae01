"""What is kept about the running of the house: what was asked of other systems, backups."""

from desk.operations.models.backup import Backup as Backup
from desk.operations.models.health import Heartbeat as Heartbeat
from desk.operations.models.health import Look as Look
from desk.operations.models.keys import KeyRotation as KeyRotation
from desk.operations.models.outgoing import OutgoingRequest as OutgoingRequest
