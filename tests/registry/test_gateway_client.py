"""The client of the register: one for each worker process, its contract from our own files, and strict."""

import multiprocessing
import os
import socket
import threading
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

import pytest
from django.db import OperationalError
from zeep import Client
from zeep.exceptions import DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden

from desk import clock
from desk.outbox import PassingError
from registry import gateway
from registry.gateway import Access, calling, transport
from registry.gateway.calling import CONTRACT, STRICT, line_of
from tests.simulators.business_register import Running

pytestmark = pytest.mark.django_db


def ask(access: Access, told: Connection) -> None:
    """In the child, over X-Road: it asks, and tells by which client and connection."""
    known = line_of(access)
    name = gateway.representation(access, "10000001", "D-7").answer
    told.send((os.getpid(), id(known), known is line_of(access), name.name if name else ""))
    told.close()


def test_a_worker_forked_from_another_makes_a_client_and_a_connection_of_its_own(
    xroad: Access, register: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)  # the child must not speak over the parent's database
    gateway.representation(xroad, "10000001", "D-7")
    parents = line_of(xroad)
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=ask, args=(xroad, there))
    child.start()
    there.close()
    assert here.poll(30)
    pid, client, same, name = here.recv()
    child.join(10)

    assert child.exitcode == 0
    assert pid == child.pid != os.getpid()
    assert client != id(parents)
    assert same, "one for the whole life of the process"
    assert name == "Tamme Puit OÜ"
    assert len(set(register.state.peers)) == 2, "parent and child share no connection"
    assert line_of(xroad) is parents
    assert gateway.representation(xroad, "10000001", "D-7").answer is not None


def test_the_client_is_made_at_the_first_question_and_kept(xroad: Access, register: Running) -> None:
    first = line_of(xroad)
    for _ in range(3):
        gateway.representation(xroad, "10000001", "D-7")
    assert line_of(xroad) is first
    assert len(set(register.state.peers)) == 1, "and so is its connection"


def test_each_thread_has_a_client_of_its_own(xroad: Access) -> None:
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(line_of(xroad))) for _ in range(2)]
    for thread in threads:
        thread.start()
        thread.join(5)
    assert len({id(each) for each in [*found, line_of(xroad)]}) == 3


# ---- the contract --------------------------------------------------------------------------------------


def test_the_contract_is_read_from_our_files_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    client = Client(str(CONTRACT), settings=STRICT)  # type: ignore[no-untyped-call]
    operations = set(client.service._binding._operations)
    assert operations == {"esindus_v2", "lihtandmed_v3", "klassifikaatorid_v1", "detailandmed_v3"}


def test_the_client_of_the_worker_is_strict_and_reads_nothing_from_outside(xroad: Access) -> None:
    given = line_of(xroad).service._client.settings
    assert (given.strict, given.forbid_dtd, given.forbid_entities, given.forbid_external) == (True,) * 4
    assert not given.xml_huge_tree
    assert not given.xsd_ignore_sequence_order
    assert given is STRICT


@pytest.mark.parametrize(
    ("said", "instead", "error"),
    [
        ("<wsdl:types>", '<wsdl:import namespace="urn:x" location="http://127.0.0.1:9/x.wsdl"/><wsdl:types>',
         ExternalReferenceForbidden),
        ('schemaLocation="esindus_v2.xsd"', 'schemaLocation="http://127.0.0.1:9/esindus_v2.xsd"',
         ExternalReferenceForbidden),
        ("<!-- The part", "<!DOCTYPE x [<!ELEMENT x ANY>]><!-- The part", DTDForbidden),
        ("<!-- The part", '<!DOCTYPE x [<!ENTITY a "b">]><!-- The part', (DTDForbidden, EntitiesForbidden)),
    ],
)  # fmt: skip
def test_a_contract_that_leads_outside_is_refused(
    said: str, instead: str, error: type[Exception], tmp_path: Any
) -> None:
    for file in CONTRACT.parent.iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    spoilt = tmp_path / CONTRACT.name
    text = spoilt.read_text()
    assert said in text
    spoilt.write_text(text.replace(said, instead, 1))
    with pytest.raises(error):
        Client(str(spoilt), settings=STRICT)  # type: ignore[no-untyped-call]


def test_a_field_that_the_contract_does_not_have_is_never_sent(xroad: Access, register: Running) -> None:
    with pytest.raises(Exception, match="unexpected"):
        calling.call(xroad, "esindus_v2", "D-7", no_such_field=1)
    assert not register.state.calls


def test_time_is_bounded_as_agreed() -> None:
    assert (transport.CONNECT_SECONDS, transport.READ_SECONDS) == (3.05, 10.0)
    assert transport.TOTAL_SECONDS < 20
    assert transport.MOST_BYTES == 2 * 1024 * 1024


def test_a_hook_runs_right_before_each_request_and_may_hold_it_back(
    direct: Access, register: Running
) -> None:

    before: list[int] = []
    hooked = replace(direct, before=lambda: before.append(register.state.calls.total()))
    gateway.representation(hooked, "10000030", "D-7")
    assert before == [0, 1]
    assert line_of(hooked) is line_of(direct), "the hook is no part of who asks"

    def held() -> None:
        raise PassingError("resting")

    with pytest.raises(PassingError, match="resting"):
        gateway.representation(replace(direct, before=held), "10000001", "D-7")
    assert register.state.calls.total() == 2
    assert gateway.representation(direct, "10000001", "D-7").answer is not None, "the turn was given back"


@pytest.mark.parametrize("channel", ["direct", "xroad"])
def test_an_error_of_our_own_database_is_not_the_registers(
    channel: str, request: pytest.FixtureRequest, register: Running
) -> None:
    """The outbox leaves such a row where it is, and another worker takes it up."""

    def broken() -> None:
        raise OperationalError

    with pytest.raises(OperationalError):
        access = replace(request.getfixturevalue(channel), before=broken)
        gateway.representation(access, "10000001", "D-7")
    assert not register.state.calls
    assert gateway.representation(request.getfixturevalue(channel), "10000001", "D-7").answer is not None
