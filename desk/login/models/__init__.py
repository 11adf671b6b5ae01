"""How people come in: who they are for the login services, second factors, sessions, keys of machines."""

from desk.login.models.attempts import Attempt
from desk.login.models.events import LoginEvent
from desk.login.models.factors import PasswordAccess, RecoveryCode, SecondFactor
from desk.login.models.identity import Identity, SpentToken
from desk.login.models.keys import ApiKey
from desk.login.models.sessions import Session

__all__ = [
    "ApiKey",
    "Attempt",
    "Identity",
    "LoginEvent",
    "PasswordAccess",
    "RecoveryCode",
    "SecondFactor",
    "Session",
    "SpentToken",
]
