"""The database's side of "the same, written differently": codes without signs, names without legal forms.

Both expressions are immutable, so that indexes hold them; `names_core` and `codes.same` are their twins in
Python, held equal by a test.
"""

import re
from typing import Any

from django.db.models import Func, TextField

from desk.ordering import Folded, fold

# Folded, as words; what a register calls a legal form says nothing about who it is.
LEGAL_WORDS = (
    "ou", "as", "mtu", "sa", "fie", "uu", "tu", "tuh", "osauhing", "aktsiaselts", "mittetulundusuhing",
    "sihtasutus", "usaldusuhing", "taisuhing", "tulundusuhistu", "sia", "uab", "oy", "oyj", "ab", "gmbh",
    "ltd", "limited", "llc", "inc", "bv", "aps", "sp", "zoo", "ooo", "ип", "ооо", "зао",
)  # fmt: skip
_LEGAL = "|".join(LEGAL_WORDS)


class SameCode(Func):
    """A code as capitals and digits alone."""

    template = "regexp_replace(upper(%(expressions)s), '[^0-9A-Z]', '', 'g')"

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, output_field=TextField(), **extra)


class CoreName(Func):
    """A name without case, diacritics, signs and legal form; the order of words is left to trigrams."""

    template = (
        "regexp_replace(regexp_replace(%(expressions)s, '[^[:alnum:]]+', ' ', 'g'),"
        rf" '\m({_LEGAL})\M', ' ', 'g')"
    )

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(Folded(expression), output_field=TextField(), **extra)


def core_name(name: str) -> str:
    """`Tamme  Puit osaühing` and `OÜ "TAMME PUIT"` both give `tamme puit`; all of it if nothing is left."""
    words = re.sub(r"[\W_]+", " ", fold(name)).split()
    return " ".join(word for word in words if word not in LEGAL_WORDS)
