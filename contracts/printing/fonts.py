"""The fonts of documents: those of the locked package, and only in the bytes that were approved.

Knows nothing of WeasyPrint, so that web and worker look at them at their start for a millisecond.
"""

import hashlib

from django.conf import settings

APPROVED = {
    "Roboto-Regular.ttf": "797e35f7f5d6020a5c6ea13b42ecd668bcfb3bbc4baa0e74773527e5b6cb3174",
    "Roboto-Bold.ttf": "36f3709dea3e3ce3c6aedc058079e55980825f898f1e901d091c73c40de8bab1",
    "Roboto-Italic.ttf": "5cd9337020d0b1593bae42dcca5cfc0fb86f5806ef469d66d09eae1e56ce346b",
}
_MEND = "install the packages of requirements.lock anew"


class RenderingUnavailable(RuntimeError):
    """Fonts or libraries are not those that make reproducible documents; says how to mend it."""


def approved() -> dict[str, bytes]:
    """The fonts by name. Raises RenderingUnavailable when one is missing or its bytes are others."""
    found = {}
    for name, digest in APPROVED.items():
        try:
            data = (settings.FONT_DIR / name).read_bytes()
        except OSError:
            raise RenderingUnavailable(f"documents: the font {name} is missing; {_MEND}") from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise RenderingUnavailable(f"documents: {name} is not the font that was approved; {_MEND}")
        found[name] = data
    return found


def look_at_start() -> None:
    """Before web and worker begin: one without its fonts ends here, in a sentence, and serves nobody."""
    try:
        approved()
    except RenderingUnavailable as trouble:
        raise SystemExit(str(trouble)) from None
