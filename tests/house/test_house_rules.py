"""Rules of the house that a machine can hold: sizes, names, identities, what a page may contain."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from stdnum.ee import ik

ROOT = Path(settings.BASE_DIR)
FUNCTION, MODULE, TEMPLATE = 50, 400, 150  # lines
FORBIDDEN_MODULES = {"helpers", "utils", "util", "services", "managers", "common", "misc"}
# Published test identities; other codes belong to people born 1801 to 1850 (first digit 1 or 2).
PUBLISHED = {
    "38001085718", "60001019906", "60001017869", "39901012239", "60001018800", "10303030002",
    "30303039914", "39912319997", "38910239121", "47101010033",
}  # fmt: skip


def tracked(*suffixes: str) -> list[Path]:
    """Files that git knows or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    paths = [ROOT / name for name in names if name.endswith(suffixes)]
    return [path for path in paths if path.is_file()]


def modules() -> list[Path]:
    return [path for path in tracked(".py") if "migrations" not in path.parts]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def test_a_function_fits_on_a_screen() -> None:
    long = [f"{relative(p)}:{n} {s}" for p in modules() for n, s in functions(p) if s > FUNCTION]
    assert not long


def test_a_module_is_read_in_one_sitting() -> None:
    sizes = {relative(path): len(path.read_text().splitlines()) for path in modules()}
    assert not {name: size for name, size in sizes.items() if size > MODULE}


def test_a_template_fits_on_two_screens() -> None:
    sizes = {relative(path): len(path.read_text().splitlines()) for path in tracked(".html")}
    assert not {name: size for name, size in sizes.items() if size > TEMPLATE}


def test_modules_have_names_that_say_what_is_inside() -> None:
    assert not [relative(path) for path in modules() if path.stem in FORBIDDEN_MODULES]


def test_nobody_listens_to_django_signals() -> None:
    receivers = re.compile(
        r"@receiver\b|\b(?:pre|post)_(?:save|delete|init|migrate)\.connect\b|m2m_changed\.connect"
    )
    found = [relative(p) for p in modules() if p != Path(__file__) and receivers.search(p.read_text())]
    assert not found


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(
        r"<style\b|\sstyle=|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=\"|javascript:", re.IGNORECASE
    )
    # A letter has no stylesheet to link to, and a simulator is no page of ours.
    pages = [p for p in tracked(".html") if "letter" not in p.stem and "simulators" not in p.parts]
    assert not [relative(path) for path in pages if inline.search(path.read_text())]


def test_every_lazy_fragment_has_a_plain_address_too() -> None:
    """Where htmx gets something by itself, a link or form leads there without JavaScript."""
    alone: list[str] = []
    tag = re.compile(r"<(section|div)\b[^>]*\bhx-get=\"([^\"]+)\"[^>]*>(.*?)</\1>", re.DOTALL)
    for path in tracked(".html"):
        for match in tag.finditer(path.read_text()):
            loads = 'hx-trigger="load"' in match.group(0).split(">")[0]
            if loads and "href=" not in match.group(3) and "action=" not in match.group(3):
                alone.append(f"{relative(path)}: {match.group(2)}")
    assert not alone


@pytest.mark.parametrize(
    "suffixes", [(".py",), (".html", ".md", ".json", ".yaml", ".yml", ".po", ".js", ".xml")]
)
def test_personal_codes_are_of_published_test_people(suffixes: tuple[str, ...]) -> None:
    strange: list[str] = []
    for path in tracked(*suffixes):
        for code in re.findall(r"(?<![\d.\-])[1-8]\d{10}(?![\d.])", path.read_text()):
            old_enough = code[0] in "12" and "01" <= code[1:3] <= "50"
            if ik.is_valid(code) and code not in PUBLISHED and not old_enough:
                strange.append(f"{relative(path)}: {code}")
    assert not strange


def test_addresses_in_fixtures_and_seeds_end_in_example() -> None:
    strange: list[str] = []
    places = [ROOT / "tests", ROOT / "desk" / "demo"]
    for path in tracked(".py", ".html", ".json"):
        if not any(place in path.parents for place in places):
            continue
        for address in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", path.read_text()):
            if not address.rstrip(".").endswith(".example"):
                strange.append(f"{relative(path)}: {address}")
    assert not strange


def test_no_registry_address_or_path_of_a_machine_is_committed() -> None:
    machine = re.compile(r"/(?:root|home)/\w+/|(?:extra-)?index-url\s*=|\"resolved\":\s*\"http")
    text = tracked(".py", ".md", ".toml", ".lock", ".yml", ".yaml", ".json", ".sh", ".txt")
    assert not [relative(p) for p in text if p != Path(__file__) and machine.search(p.read_text())]
