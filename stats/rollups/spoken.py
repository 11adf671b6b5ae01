"""Words of the questions of a week: in how many enquiries each stood, by its stem.

A word is kept only where enough different clients used it and it names nobody: nothing with digits, nothing
of an address, no name of a person, and of a client's name only what many clients are called.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from django.db import transaction
from django.db.models import QuerySet

from desk.clients.models import Client, Person
from desk.enquiries.models import Enquiry
from desk.guides import stems
from desk.people.models import User
from stats.enums import Source
from stats.models import Touched, WordWeek
from stats.rollups.locking import hold
from stats.rollups.times import bounds

FEWEST_CLIENTS = 5  # who used a word
MANY_CLIENTS = 5  # whose names hold a word that therefore names nobody: ehitus, vesi
SHORTEST, LONGEST = 3, 40  # letters
LOCK = 2
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
_NUMBERED = re.compile(r"\S*\d\S*")


def refresh_words() -> int:
    """Count the weeks in which a question changed; how many weeks."""
    days = Touched.objects.filter(source=Source.WORDS).values_list("day", flat=True).distinct()
    weeks = sorted({monday_of(day) for day in days})
    if not weeks:
        return 0
    taken = names()
    return sum(_refresh_week(week, taken) for week in weeks)


def rebuild_words(first: date, last: date) -> int:
    """Count the weeks of these days anew; how many weeks."""
    taken, week, counted = names(), monday_of(first), 0
    while week <= last:
        with transaction.atomic():
            hold(LOCK)
            _touched(week).delete()
            count(week, taken)
        week, counted = week + timedelta(days=7), counted + 1
    return counted


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def count(week: date, taken: frozenset[str]) -> None:
    """Count one week anew, in the transaction of the caller; `taken` are the names that are no words."""
    start, end = bounds(week, week + timedelta(days=6))
    asked = Enquiry.objects.counted().filter(opened_at__gte=start, opened_at__lt=end, concerns=None)
    rows = asked.exclude(question="").order_by().values_list("question", "language", "client_id")
    enquiries: Counter[tuple[str, str]] = Counter()
    forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    clients: dict[tuple[str, str], set[int]] = defaultdict(set)
    for question, language, client in rows.iterator(chunk_size=2000):
        for stem, form in said(question, language).items():
            key = (language, stem)
            enquiries[key] += 1
            forms[key][form] += 1
            if client is not None:
                clients[key].add(client)
    WordWeek.objects.filter(week=week).delete()
    WordWeek.objects.bulk_create(
        WordWeek(week=week, language=key[0], stem=key[1], word=_most(forms[key]), enquiries=enquiries[key])
        for key in sorted(enquiries)
        if len(clients[key]) >= FEWEST_CLIENTS and not any(taken & alike(form) for form in forms[key])
    )


def said(question: str, language: str) -> dict[str, str]:
    """The words of a question that say something: each stem once, with the first form in which it stands."""
    text = _NUMBERED.sub(" ", _ADDRESS.sub(" ", question))
    found: dict[str, str] = {}
    for word in stems.words(text):
        if stem := _stem(word, language):
            found.setdefault(stem, word)
    return found


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    """What stands for a word; empty for one that says nothing."""
    if not SHORTEST <= len(word) <= LONGEST or word in stems.STOP:
        return ""
    return stems.keys(word, stems.languages_of(word, language)[0])[-1]


def alike(word: str) -> frozenset[str]:
    """A word and its stems: what it has in common with other forms of one name."""
    return frozenset(key for each in stems.languages_of(word) for key in stems.keys(word, each)[:2])


def names() -> frozenset[str]:
    """Words that are names: of persons and people of the desk, and of clients where few are called so."""
    persons = {
        word
        for model in (Person, User)
        for row in model._default_manager.order_by().values_list("first_name", "last_name").iterator()
        for word in _words(row)
    }
    called = Counter(
        word
        for name in Client.objects.order_by().values_list("name", flat=True).iterator()
        for word in set(_words([name]))
    )
    rare = {word for word, clients in called.items() if clients < MANY_CLIENTS}
    return frozenset(key for word in persons | rare for key in alike(word))


def _words(texts: Iterable[str]) -> Iterator[str]:
    return (word for text in texts for word in stems.words(text))


def _most(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def _refresh_week(week: date, taken: frozenset[str]) -> bool:
    with transaction.atomic():
        hold(LOCK)
        changed = _touched(week).delete()[0] > 0
        if changed:
            count(week, taken)
    return changed


def _touched(week: date) -> QuerySet[Touched]:
    return Touched.objects.filter(source=Source.WORDS, day__gte=week, day__lte=week + timedelta(days=6))
