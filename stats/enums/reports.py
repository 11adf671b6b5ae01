"""TODO reports"""

from django.utils.functional import Promise

TIMELINE: dict[str, Promise] = {}
OWED: dict[str, Promise] = {}
PAGES: dict[str, str] = {}
