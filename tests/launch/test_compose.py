"""docker-compose.yml by the specification, since there is no container engine here."""

import json
import re
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from desk import env
from launch.place import PROJECT

TEXT = (PROJECT / "docker-compose.yml").read_text()


@pytest.fixture
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(TEXT))


def test_the_specification_accepts_the_file(compose: dict[str, Any]) -> None:
    assert set(PyCompose.from_json(json.dumps(compose)).service_names()) == {
        *("postgres", "redis", "migrate", "web", "worker", "beat"),
    }


def test_the_specification_would_notice_a_misspelt_key(compose: dict[str, Any]) -> None:
    compose["services"]["web"]["healthchek"] = compose["services"]["web"].pop("healthcheck")
    with pytest.raises(ValueError, match="healthchek"):
        PyCompose.from_json(json.dumps(compose))


def test_every_volume_is_declared_and_used(compose: dict[str, Any]) -> None:
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "/"))
    }
    assert used == set(compose["volumes"])


def test_whom_a_service_waits_for_exists(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name


def test_web_and_worker_share_the_files(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["web"]["volumes"] == services["worker"]["volumes"] == ["files:/data"]


def test_it_sets_only_settings_that_exist(compose: dict[str, Any]) -> None:
    assert set(compose["services"]["web"]["environment"]) <= set(env.ASKED)


def test_images_are_plain_names_and_there_is_no_simulator(compose: dict[str, Any]) -> None:
    images = {service["image"] for service in compose["services"].values()}
    assert all(re.fullmatch(r"[a-z]+(/[a-z]+)?(:\d+)?", image) for image in images), images
    assert "tests.simulators" not in TEXT


def test_the_image_has_what_the_documents_need() -> None:
    docker = (PROJECT / "Dockerfile").read_text()
    assert "libharfbuzz-subset0" in docker
    assert "--verify-hashes" in docker


def test_the_image_holds_neither_tests_nor_secrets() -> None:
    left_out = (PROJECT / ".dockerignore").read_text().split()
    assert {"tests", ".local", ".env"} <= set(left_out)
