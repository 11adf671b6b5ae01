"""Compiles the catalogues without GNU gettext; `.mo` files are not kept in git."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from launch.place import PROJECT, say


def compile_all(folder: Path = PROJECT / "desk" / "locale") -> int:
    """Compile every `.po` newer than its `.mo`; the number of messages whose placeholders do not fit."""
    mistakes = 0
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        for message in catalogue:
            for mistake in message.check(catalogue):
                mistakes += 1
                print(f"{source}:{message.lineno}: {mistake}", file=sys.stderr)
        fresh = target.with_suffix(".new")
        with fresh.open("wb") as out:
            write_mo(out, catalogue)
        fresh.rename(target)
        say(f"compiled {source.relative_to(folder)}")
    return mistakes


if __name__ == "__main__":
    sys.exit(bool(compile_all()))
