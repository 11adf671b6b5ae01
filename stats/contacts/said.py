"""What is chosen, in words: for the line above every page and list."""

from dataclasses import dataclass

from desk.people.enums import Language
from stats.contacts.tree import Tree
from stats.enums import Channel
from stats.figures import Chosen
from stats.forms.contacts import ChosenForm


@dataclass(frozen=True)
class Said:
    """The choice of a form in words."""

    chosen: Chosen
    form: ChosenForm
    tree: Tree

    @property
    def days(self) -> str:
        """`24.08.2026–23.11.2026`."""
        return f"{self.chosen.first:%d.%m.%Y}–{self.chosen.last:%d.%m.%Y}"

    @property
    def parts(self) -> list[str]:
        """What of all contacts is chosen; nothing where all are."""
        chosen = self.chosen
        found = [str(Channel(each).label) for each in chosen.channels]
        found += [str(Language(each).label) for each in chosen.languages]
        found += [self.tree.full_name(each) for each in chosen.topics]
        for name, value in (("unit", chosen.unit), ("portal", chosen.portal), ("line", chosen.line)):
            if value:
                found.append(self._label(name, value))
        return found

    def _label(self, name: str, value: object) -> str:
        names = {str(key): str(label) for key, label in self.form.labels[name]}
        return names.get(str(value), str(value))
