"""`.env.example` names every setting, with its true default."""

import re

import desk.settings  # noqa: F401  (asks for every name)
from desk import env
from launch.place import PROJECT

# What a machine decides, or what stands in the example as advice.
NOT_COMPARED = {"SECRET_KEY", "ENCRYPTION_KEYS", "DATA_DIR", "STATIC_ROOT", "CELERY_BROKER_URL"}
# The suite itself turns these on.
ON_IN_TESTS = {
    *("DEMO", "REGISTRY_SAMPLE", "JIRA_SAMPLE", "PORTAL_SAMPLE", "MAILBOX_SAMPLE", "SIVA_SAMPLE"),
    "SIGNING_SAMPLE",
    *("CLIENT_PAGE_FACTOR", "PORTAL_LETTER_WAITS"),  # turned off, rather
}


def example() -> dict[str, str]:
    lines = (PROJECT / ".env.example").read_text().splitlines()
    found = (re.fullmatch(r"#?([A-Z][A-Z0-9_]*)=(.*)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def test_every_setting_stands_in_the_example_and_no_other() -> None:
    assert set(example()) == set(env.ASKED)


def test_the_example_gives_the_true_defaults() -> None:
    names = set(env.ASKED) - NOT_COMPARED - ON_IN_TESTS
    assert {name: example()[name] for name in names} == {name: env.ASKED[name] for name in names}


def test_what_has_no_default_is_to_be_filled_in() -> None:
    lines = (PROJECT / ".env.example").read_text().splitlines()
    assert {"SECRET_KEY=", "ENCRYPTION_KEYS="} <= set(lines)


def test_every_setting_has_its_words() -> None:
    lines = (PROJECT / ".env.example").read_text().splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if re.match(r"#?[A-Z][A-Z0-9_]*=", line):
            assert before, f"{line} stands under nothing"
