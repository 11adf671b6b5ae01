"""Every address of the desk, walked from the URLconf, so that a new one cannot be forgotten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from desk.http import Access

# What stands in for the parts of an address; no row has these values.
SAMPLES = {
    "int": "999999",
    "str": "x" * 43,
    "slug": "none",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "path": "none",
    "anything": "none",
}


@dataclass(frozen=True)
class Route:
    """One address with its view; `path` has samples in place of its parts."""

    pattern: str
    name: str
    path: str
    view: Callable[..., Any]

    @property
    def access(self) -> Access | None:
        access: Access | None = getattr(self.view, "access", None)
        return access

    @property
    def has_parts(self) -> bool:
        return "<" in self.pattern


def all_routes() -> list[Route]:
    """The addresses outside Django admin."""
    return [route for route in _walk(get_resolver(), "", "") if not route.pattern.startswith("admin/")]


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield Route(pattern, f"{namespace}{entry.name}", _sample(pattern, entry), entry.callback)


def _sample(pattern: str, entry: URLPattern) -> str:
    path = pattern
    kinds = {type(converter): name for name, converter in get_converters().items()}
    for kind in kinds.values():
        while f"<{kind}:" in path:
            start = path.index(f"<{kind}:")
            path = path[:start] + SAMPLES.get(kind, SAMPLES["str"]) + path[path.index(">", start) + 1 :]
    while "<" in path:
        start = path.index("<")
        path = path[:start] + SAMPLES["str"] + path[path.index(">", start) + 1 :]
    return "/" + path.replace("^", "").replace("$", "").replace(r"\.", ".")
