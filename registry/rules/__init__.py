"""Who may represent an organisation, judged from answers of the register. Pure: no database, no network.

Fail closed: what is unknown, unclear or only written as text never becomes a "yes"; it becomes a question for
a person.
"""

from registry.rules.comparing import Asked, DatedRow, Term, card, compare
from registry.rules.judging import covers, itself, judge, unavailable
from registry.rules.rulebook import SHIPPED, Rulebook
from registry.rules.said import proven, read, readable
from registry.rules.values import (
    PASSING,
    RULE_VERSION,
    Answer,
    Coverage,
    Group,
    Judgement,
    Person,
    Policy,
)

__all__ = [
    "PASSING",
    "RULE_VERSION",
    "SHIPPED",
    "Answer",
    "Asked",
    "Coverage",
    "DatedRow",
    "Group",
    "Judgement",
    "Person",
    "Policy",
    "Rulebook",
    "Term",
    "card",
    "compare",
    "covers",
    "itself",
    "judge",
    "proven",
    "read",
    "readable",
    "unavailable",
]
