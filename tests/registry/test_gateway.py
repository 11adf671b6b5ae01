"""The gateway against the pretended register: both channels, and every bad day."""

import hashlib
import threading
from pathlib import Path

import pytest
from lxml import etree

from desk.outbox import OutsideTrouble, PermanentError
from registry import gateway
from registry.gateway import Access
from tests.simulators.business_register import PASSWORD, Running

SAMPLES = Path(__file__).parents[3] / "shared" / "business-register" / "samples"

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("code", ["", "abc", "0000001", "100000018", "10000001\n"])
def test_what_is_no_registry_code_is_never_sent(code: str, direct: Access, register: Running) -> None:
    with pytest.raises(PermanentError, match="input"):
        gateway.representation(direct, code, "enquiry-7")
    assert not register.state.calls


def test_the_register_answers_a_ping(direct: Access, register: Running) -> None:
    gateway.ping(direct)
    assert register.state.calls == {"klassifikaatorid_v1": 1}


@pytest.mark.slow
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
