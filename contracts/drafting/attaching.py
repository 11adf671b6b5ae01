"""Which PDFs may go with a letter: of a kind so marked, with no personal code in what was written into it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from stdnum.ee import ik

from contracts.models import Authorisation, Package
from contracts.printing.placeholders import PERSONAL
from contracts.printing.templating import names
from desk.records.models import Blob

_ELEVEN = re.compile(r"(?<!\d)\d{11}(?!\d)")


def may_attach(document: Authorisation) -> bool:
    """Whether the finished document may be attached. A mark alone is not trusted: people write codes into
    free text too, and the text may be older than the mark."""
    used = names(document.text.body)
    if not document.kind.attachable or document.pdf is None or used & PERSONAL:
        return False
    written = " ".join(_texts({name: document.values.get(name) for name in used}))
    return not any(ik.is_valid(found) for found in _ELEVEN.findall(written))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def enclosures(package: Package) -> list[tuple[str, Blob]]:
    """Names and files of those documents of the package that may be attached to its letter."""
    documents = package.authorisations.kept().select_related("kind", "template_version", "pdf")
    return [(each.file_name, each.pdf) for each in documents if each.pdf is not None and may_attach(each)]
