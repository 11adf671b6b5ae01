"""Which passwords are too easy here: those made of words that everybody would try first."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from desk.people.models import User

# Beside the names of the agency and of the person; docs/security.md lists them.
WORDS = (
    "abilaud", "keskkonnaamet", "klienditugi", "kliendihaldus", "kotkas", "keskkonnaportaal", "parool",
    "salasona", "salasõna", "password", "haldur", "spetsialist", "admin", "eesti", "tallinn",
)  # fmt: skip
LEAST = 8  # letters and digits that must be left without these words


class OurWords:
    """Django's validator: without the words of this house, enough of the password must be left."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        words = {*WORDS, *re.findall(r"\w{4,}", settings.AGENCY_NAME.casefold())}
        if user is not None:
            words |= {
                word
                for text in (user.username, user.first_name, user.last_name)
                for word in re.findall(r"\w{3,}", text.casefold())
            }
        left = password.casefold()
        for word in sorted(words, key=len, reverse=True):
            left = left.replace(word, "")
        if sum(map(str.isalnum, left)) < LEAST:
            raise ValidationError(self.get_help_text(), code="password_of_our_words")

    def get_help_text(self) -> str:
        """What the person is told."""
        return _(
            "The password is made of words that are tried first: of the agency, of your name, or the like."
        )
