"""The tables of docs/asvs.md and docs/security.md are complete, and what they name is there."""

import re
from pathlib import Path

import pytest

from tests.house.test_house_rules import ROOT

# How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has.
CHAPTERS = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13,
    16: 16, 17: 7,
}  # fmt: skip
STATES = {"met", "partly", "operator", "n/a"}
_REQUIREMENT = re.compile(r"V(\d+)\.(\d+)\.(\d+)(?:–V\d+\.\d+\.(\d+))?")
_PATH = re.compile(r"`((?:[a-z_]+/)*[a-z_*]+\.(?:py|md|conf|txt)|(?:[a-z_]+/)+)`|\]\(([a-z-]+\.md)")


def rows(document: str) -> list[list[str]]:
    """The cells of each row of the tables in a document."""
    lines = (ROOT / "docs" / document).read_text().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| V")]


def test_every_requirement_of_two_levels_is_answered_once() -> None:
    answered: list[tuple[int, int, int]] = []
    for requirement, *_rest in rows("asvs.md"):
        for chapter, section, first, last in _REQUIREMENT.findall(requirement):
            numbers = range(int(first), int(last or first) + 1)
            answered += [(int(chapter), int(section), number) for number in numbers]
    assert len(answered) == len(set(answered))
    counted = {chapter: sum(each[0] == chapter for each in answered) for chapter in CHAPTERS}
    assert counted == CHAPTERS


def test_every_answer_says_whether_it_is_met_and_how() -> None:
    wrong = [row[0] for row in rows("asvs.md") if row[1] not in STATES or (row[1] != "n/a" and not row[2])]
    assert not wrong


@pytest.mark.parametrize("document", ["asvs.md", "security.md"])
def test_what_the_tables_name_is_there(document: str) -> None:
    places = [ROOT, ROOT / "tests", ROOT / "docs"]
    named = {path or link for path, link in _PATH.findall((ROOT / "docs" / document).read_text())}
    assert len(named) > 20
    assert not sorted(path for path in named if not any(found(place, path) for place in places))


def found(place: Path, path: str) -> bool:
    """Whether something of this name, which may hold a *, lies below the place."""
    return any(place.glob(path.rstrip("/")))
