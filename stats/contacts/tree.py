"""The topics as they go on today, in their groups: read once for a page."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from desk.enquiries import topics as succession
from desk.enquiries.models import Topic
from desk.people.models import Unit


@dataclass
class Tree:
    """Every topic by its id, and the id in which each goes on today."""

    topics: dict[int, Topic] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Tree":
        """All topics, used and unused, in one statement."""
        rows = {topic.pk: topic for topic in Topic.objects.in_their_order().select_related("unit__head")}
        return cls(rows, succession.ends({pk: topic.succeeded_by_id for pk, topic in rows.items()}))

    def name(self, pk: int) -> str:
        """A topic's name; of one that is gone its number."""
        return self.topics[pk].name if pk in self.topics else str(pk)

    def full_name(self, pk: int) -> str:
        """A topic's name behind that of its group."""
        topic = self.topics.get(pk)
        if topic is None or topic.parent is None:
            return self.name(pk)
        return f"{topic.parent.name} › {topic.name}"

    def group(self, pk: int) -> int:
        """The id of the group in which a topic is today; of a group its own."""
        topic = self.topics.get(self.ends.get(pk, pk))
        return pk if topic is None else topic.parent_id or topic.pk

    def groups(self) -> list[Topic]:
        """Groups in the administrator's order."""
        found = [topic for topic in self.topics.values() if topic.parent_id is None]
        return sorted(found, key=lambda topic: (topic.position, topic.code))

    def within(self, group: int) -> list[Topic]:
        """The topics of a group that go on under their own name."""
        return [each for pk, each in self.topics.items() if each.parent_id == group and self.ends[pk] == pk]

    def units(self) -> list[Unit]:
        """The units that own a topic, in the administrator's order."""
        found = {topic.unit.pk: topic.unit for topic in self.topics.values() if topic.unit is not None}
        return sorted(found.values(), key=lambda unit: (unit.position, unit.code))

    def unit_of(self, pk: int) -> Unit | None:
        """The unit that owns a topic, or else its group."""
        topic = self.topics.get(self.ends.get(pk, pk))
        if topic is None:
            return None
        parent = self.topics.get(topic.parent_id or 0)
        return topic.unit or (parent.unit if parent else None)

    def choices(self) -> Iterator[tuple[str, list[tuple[int, str]]]]:
        """For a list to choose from: each group as a whole, then its topics."""
        for group in self.groups():
            whole = _("%(group)s: all") % {"group": group.name}
            yield group.name, [(group.pk, whole), *((each.pk, each.name) for each in self.within(group.pk))]
