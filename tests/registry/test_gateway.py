"""The gateway against the pretended register: both channels, and every bad day."""

import hashlib
import logging
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from desk.outbox import OutsideTrouble, PassingError, PermanentError
from registry import gateway
from registry.enums import Channel
from registry.gateway import Access, transport
from tests.simulators.business_register import PASSWORD, Running
from tests.simulators.business_register.faults import MAGIC

SAMPLES = Path(__file__).parents[3] / "shared" / "business-register" / "samples"

pytestmark = pytest.mark.django_db

# What each kind of bad answer becomes: (our code, does it pass by itself).
BAD_ANSWERS = {
    "fault": ("fault", True),
    "credentials": ("credentials", False),
    "input": ("input", False),
    "access_denied": ("access", False),
    "service_failed": ("xroad", True),
    "html502": ("not_soap", True),
    "html200": ("not_soap", True),
    "busy503": ("not_soap", True),
    "empty": ("not_soap", True),
    "empty500": ("not_soap", True),
    "json": ("not_soap", True),
    "redirect": ("not_soap", True),
    "dtd": ("unexpected", False),
    "entities": ("unexpected", False),
    "truncated": ("bad_xml", True),
    "encoding": ("bad_xml", True),
    "dropped": ("unreachable", True),
    "drip": ("timeout", True),
    "never": ("timeout", True),
    "huge": ("too_big", False),
    "unknown_middle": ("unexpected", False),
    "unknown_end": ("unexpected", False),
    "other_organisation": ("wrong_organisation", False),
    "no_status": ("unexpected", False),
    "bad_group_number": ("unexpected", False),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The bounds of production, shorter, so that a test need not wait for them."""

    def hurry() -> None:
        monkeypatch.setattr(transport, "READ_SECONDS", 1.5)
        monkeypatch.setattr(transport, "TOTAL_SECONDS", 1.5)

    return hurry


@pytest.mark.parametrize("channel", ["direct", "xroad"])
def test_an_organisation_is_read_whole_on_both_channels(channel: str, request: pytest.FixtureRequest) -> None:
    reply = gateway.representation(request.getfixturevalue(channel), "10000018", "enquiry-7")

    assert reply.answer is not None
    assert (reply.answer.name, reply.answer.status, reply.answer.form) == ("Kaasiku Kaevandus AS", "R", "AS")
    assert [person.identity for person in reply.answer.persons] == [
        "EE14007050024", "EE23809230033", "EE14201110044",
    ]  # fmt: skip
    assert [person.sole for person in reply.answer.persons] == [False, False, False]
    assert [len(group.persons) for group in reply.answer.groups] == [2, 2, 2]
    assert reply.answer.conditions == ("Aktsiaseltsi võivad esindada kaks (2) juhatuse liiget ühiselt.",)


def test_the_kept_answer_holds_no_credentials_and_the_hash_is_of_what_came(direct: Access) -> None:
    exchange = gateway.representation(direct, "10000001", "enquiry-7").exchanges[0]

    assert PASSWORD.encode() not in exchange.raw
    assert b"ariregister_parool>***<" in exchange.raw
    assert exchange.raw_hash != hashlib.sha256(exchange.raw).hexdigest()
    assert exchange.sent_at <= exchange.received_at


def test_an_unknown_organisation_is_asked_for_twice_and_is_no_answer(
    direct: Access, register: Running
) -> None:
    reply = gateway.representation(direct, "10000030", "enquiry-7")

    assert reply.answer is None
    assert [exchange.service for exchange in reply.exchanges] == ["esindus_v2", "lihtandmed_v3"]
    assert register.state.calls == {"esindus_v2": 1, "lihtandmed_v3": 1}


def test_every_bad_answer_of_the_simulator_is_in_the_table() -> None:
    assert set(BAD_ANSWERS) == set(MAGIC.values()) - {"slow", "unknown_status"}
    assert len(BAD_ANSWERS) >= 20


@pytest.mark.parametrize("kind", BAD_ANSWERS)
@pytest.mark.slow
def test_a_bad_answer_becomes_one_of_our_errors_in_time_and_without_personal_data(
    kind: str, direct: Access, caplog: pytest.LogCaptureFixture, impatient: Callable[[], None]
) -> None:
    if BAD_ANSWERS[kind][0] == "timeout":
        impatient()
    caplog.set_level(logging.DEBUG)
    logging.getLogger("zeep").setLevel(logging.INFO)  # as in settings.LOGGING
    code = next(code for code, magic in MAGIC.items() if magic == kind)
    started = time.monotonic()

    with pytest.raises(OutsideTrouble) as caught:
        gateway.representation(direct, code, "enquiry-7")

    word, passes = BAD_ANSWERS[kind]
    assert caught.value.code == word
    assert isinstance(caught.value, PassingError if passes else PermanentError)
    assert time.monotonic() - started < transport.TOTAL_SECONDS + 5
    told = f"{caught.value!r} {caught.value.__cause__!r} {caplog.text}"
    assert PASSWORD not in told
    assert not re.search(r"\b[1-6]\d{10}\b|Tamm|Kask", told)
    assert gateway.representation(direct, "10000001", "enquiry-7").answer is not None, "and works on"


def test_nothing_listens_at_the_address(register: Running) -> None:
    with pytest.raises(PassingError, match="unreachable"):
        gateway.representation(Access("http://127.0.0.1:9/", Channel.DIRECT), "10000001", "enquiry-7")


@pytest.mark.parametrize("code", ["", "abc", "0000001", "100000018", "10000001\n"])
def test_what_is_no_registry_code_is_never_sent(code: str, direct: Access, register: Running) -> None:
    with pytest.raises(PermanentError, match="input"):
        gateway.representation(direct, code, "enquiry-7")
    assert not register.state.calls


def test_the_register_answers_a_ping(direct: Access, register: Running) -> None:
    gateway.ping(direct)
    assert register.state.calls == {"klassifikaatorid_v1": 1}


@pytest.mark.django_db(transaction=True)
def test_the_direct_channel_asks_one_question_at_a_time(direct: Access, register: Running) -> None:
    register.state.delay = 0.05
    failures: list[OutsideTrouble] = []

    def ask() -> None:
        from django.db import connection

        try:
            for _ in range(3):
                gateway.representation(direct, "10000001", "enquiry-7")
        except OutsideTrouble as trouble:
            failures.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failures == []
    assert register.state.calls["esindus_v2"] == 12
    assert register.state.most_at_once == 1


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the register's samples are not beside the project")
@pytest.mark.parametrize(
    ("sample", "code"),
    [
        ("01_sole_board_member.xml", "10000001"),
        ("02_joint_two_of_three_groups.xml", "10000018"),
        ("03_joint_text_only_procurist.xml", "10000449"),
        ("05_bankrupt_trustee.xml", "10000062"),
        ("08_not_found.xml", "10000030"),
    ],
)
def test_the_pretended_register_answers_in_the_shape_of_the_samples(
    sample: str, code: str, direct: Access
) -> None:
    def shape(raw: bytes) -> list[str]:
        root = etree.fromstring(raw)
        paths: list[str] = []
        for element in root.iter("{*}*"):
            parents = [etree.QName(each).localname for each in element.iterancestors()]
            paths.append("/".join([*reversed(parents), etree.QName(element).localname]))
        return paths

    reply = gateway.representation(direct, code, "enquiry-7")
    assert shape(reply.exchanges[0].raw) == shape((SAMPLES / sample).read_bytes())
