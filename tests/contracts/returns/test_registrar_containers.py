"""The registrar gets every container on which a document rests."""

from typing import Any

import pytest
from django.urls import reverse

from contracts.enums import PackageState
from desk.people.enums import Role
from tests.conftest import _actor
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import JAAN, LIIS, give_back, signed, work
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow


def test_the_registrar_gets_all_containers_that_were_counted(lab: Lab, ground: Ground, someone: Any) -> None:
    ground.ask(ground.kaasiku)
    joint = ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)
    data = [signed(lab, joint, JAAN), signed(lab, joint, LIIS)]
    containers = []
    for each in data:
        containers.append(give_back(joint, each))
        work(joint)
    assert joint.state == PackageState.ACCEPTED
    as_registrar = _actor(someone("referent", Role.REGISTRAR))
    page = as_registrar.get(reverse("contracts:registrations")).content.decode()
    for container, bytes_ in zip(containers, data, strict=True):
        address = reverse("contracts:container", args=[container.pk])
        assert address in page
        assert as_registrar.get(address).content == bytes_
