"""The demo shows guides that were used, one marked as wrong, one due for review, one unread instruction."""

from importlib import import_module

import pytest

from desk import clock
from desk.enquiries.models import UsedGuide
from desk.guides import owed
from desk.guides.models import Guide, GuideFlag
from desk.guides.reference import GUIDES
from desk.people.models import Todo, User

pytestmark = pytest.mark.slow


@pytest.mark.django_db
def test_the_demo_shows_guides_in_use() -> None:
    for room in ("people", "clients", "enquiries", "guides"):
        import_module(f"desk.demo.{room}").seed(clock.now())
    riina = User.objects.get(username="spetsialist")
    assert Guide.objects.in_use().count() == len(GUIDES)
    assert UsedGuide.objects.count() == 3
    assert GuideFlag.objects.open().count() == 1
    assert set(Todo.objects.open().filter(kind__startswith="guides.").values_list("kind", flat=True)) == {
        "guides.flag",
        "guides.review",
    }
    assert [work.title for work in owed.work([riina.pk])] == [
        "Esindusõigus küsitakse enne iga dokumendi saatmist"
    ]
