"""docs/commands.md shows every management command as it is."""

import json
import re
from argparse import Action
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand

from launch.place import PROJECT

TEXT = (PROJECT / "docs" / "commands.md").read_text()
COMMON = {action.dest for action in BaseCommand().create_parser("", "")._actions}


def own_commands() -> dict[str, BaseCommand]:
    """Our commands by name; Django's and the libraries' stand in their own documents."""
    ours = {
        config.name for config in apps.get_app_configs() if (PROJECT / config.name.split(".")[0]).is_dir()
    }
    return {name: load_command_class(app, name) for name, app in get_commands().items() if app in ours}


def usage(name: str, command: BaseCommand) -> str:
    """`./run manage NAME` with its own options, without those that every command has."""
    actions = [a for a in command.create_parser("manage.py", name)._actions if a.dest not in COMMON]
    return " ".join(
        ["./run manage", name, *map(_written, sorted(actions, key=lambda a: not a.option_strings))]
    )


def _written(action: Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    if not action.option_strings:
        return f"[{value}]" if action.nargs in {"?", "*"} else value
    words = " ".join(filter(None, [action.option_strings[-1], value]))
    return words if action.required else f"[{words}]"


def section(name: str) -> str:
    match = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S)
    assert match, f"docs/commands.md has no section '## {name}'"
    return match[1]


def shape(value: Any) -> Any:
    """Names without values; a list is known by its first entry."""
    if isinstance(value, dict):
        return {key: shape(entry) for key, entry in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "value"


@pytest.mark.parametrize("name", sorted(own_commands()))
def test_usage_stands_in_the_document(name: str) -> None:
    assert f"    {usage(name, own_commands()[name])}\n" in section(name)


def test_the_document_has_no_command_that_is_gone() -> None:
    assert set(re.findall(r"^## (\w+)$", TEXT, re.M)) == set(own_commands())


@pytest.mark.parametrize("name", sorted(own_commands()))
def test_a_command_that_speaks_json_shows_its_shape(name: str) -> None:
    examples = re.findall(r"```json\n(.*?)```", section(name), re.S)
    assert bool(examples) == ("--json" in usage(name, own_commands()[name]))
    for example in examples:
        json.loads(example)


@pytest.mark.django_db
@pytest.mark.slow
def test_the_shape_of_doctor_is_true() -> None:
    out = StringIO()
    with suppress(CommandError):  # no worker runs beside the tests; the answer is complete all the same
        call_command("doctor", "--json", stdout=out)
    example = json.loads(re.findall(r"```json\n(.*?)```", section("doctor"), re.S)[0])
    assert shape(json.loads(out.getvalue())) == shape(example)
