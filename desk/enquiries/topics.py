"""How topics belong together over the years: a renamed or merged one goes on in its successor.

The table of topics is small (some hundred rows), so succession is followed here and not in SQL.
"""

from collections.abc import Iterator, Mapping

from desk.enquiries.models import Topic


def choices() -> Iterator[tuple[str, str]]:
    """Topics that a guide may be about (slot GUIDE_TOPICS): groups, then the topics within each."""
    groups = Topic.objects.filter(parent=None, active=True).order_by("position", "code")
    within: dict[int, list[Topic]] = {}
    for topic in Topic.objects.selectable():
        within.setdefault(topic.parent_id or 0, []).append(topic)
    for group in groups:
        yield group.code, group.name
        for topic in within.get(group.pk, []):
            yield topic.code, f"{group.name} › {topic.name}"


def current() -> dict[int, int]:
    """Every topic's id and the id of the topic in which it goes on today: its own, where nothing followed."""
    return ends(dict(Topic.objects.values_list("pk", "succeeded_by_id")))


def ends(successor_of: Mapping[int, int | None]) -> dict[int, int]:
    """The end of each way of successors; a ring (which `actions.succeed` refuses) ends where it began."""
    found = {}
    for start in successor_of:
        end, walked = start, {start}
        while (following := successor_of.get(end)) is not None and following not in walked:
            end = following
            walked.add(end)
        found[start] = end
    return found


def lineage(topic: Topic) -> frozenset[int]:
    """The ids of all topics that go on in the same one as this, itself among them: one matter for years."""
    now = current()
    return frozenset(pk for pk, end in now.items() if end == now[topic.pk])
