"""What stands by kind and id, told to a person: its room's sentence, and the page of the thing itself."""

from collections.abc import Mapping

from django.apps import apps
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from desk import slots


class _Params(dict[str, str | int]):
    """One row without a value that its sentence names must not take the whole list down."""

    def __missing__(self, name: str) -> str:
        return "…"


def sentence(kind: str, params: Mapping[str, str | int]) -> str:
    """What a to-do, a notice or an approval says (slot OWED_WORDS), in the language of the page.

    Its bare kind where no room words it; a test refuses that.
    """
    for words in slots.each("OWED_WORDS"):
        if text := words.get(kind):
            return filled(text, params)
    return kind


def filled(text: Promise | str, params: Mapping[str, str | int]) -> str:
    """The sentence with its values."""
    worded: str = str(text) % _Params(params)
    return worded


def page_of(kind: str, pk: int) -> str:
    """The address of the page that shows this thing (slot SUBJECT_PAGES); empty where it has none.

    Where things of a kind have no pages of their own, it is the page of them all.
    """
    for pages in slots.each("SUBJECT_PAGES"):
        if name := pages.get(kind):
            return _address(name, pk)
    return ""


def row_of(kind: str) -> type[Model] | None:
    """The model whose rows are called by this kind, such as GuideVersion by `guide_version`."""
    name = kind.replace("_", "")
    return next((model for model in apps.get_models() if model._meta.model_name == name), None)


def _address(name: str, pk: int) -> str:
    for args in ([pk], []):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""
