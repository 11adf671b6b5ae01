"""Rows of the card with their dates: read strictly, asked for only where two checks differ."""

from datetime import date
from types import SimpleNamespace

import pytest
import requests
from lxml import etree

from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.outbox import PermanentError
from registry import actions, gateway, rules, tasks
from registry.enums import Purpose
from registry.gateway import Access
from registry.gateway.dated import rows_of
from registry.gateway.reading import PRODUCER
from registry.inquiry import Finding, inquire
from registry.models import Check
from registry.rules import DatedRow
from registry.stored import card_digest
from tests.simulators.business_register import PASSWORD, Running

pytestmark = pytest.mark.django_db

MARI, JAAN = "EE24503120016", "EE14007050024"
FIRST = date(2012, 1, 26)


def move(register: Running, **change: object) -> None:
    assert requests.post(f"{register.url}_set", json=change, timeout=5).ok


@pytest.mark.parametrize("channel", ["direct", "xroad"])
def test_roles_and_conditions_come_with_their_dates_on_both_channels(
    channel: str, request: pytest.FixtureRequest, register: Running
) -> None:
    found = gateway.details(request.getfixturevalue(channel), "10000432", "enquiry-7")

    assert found.rows == (
        DatedRow(FIRST, None, identity=MARI, role="JUHL"),
        DatedRow(FIRST, None, identity=JAAN, role="JUHL"),
        DatedRow(FIRST, None, condition="Kinnisasju võivad võõrandada juhatuse liikmed ainult ühiselt."),
    )
    assert found.exchange.service == "detailandmed_v3"
    assert register.state.calls == {"detailandmed_v3": 1}


def test_the_kept_bytes_of_dated_rows_hold_no_credentials(direct: Access) -> None:
    raw = gateway.details(direct, "10000001", "enquiry-7").exchange.raw
    assert PASSWORD.encode() not in raw
    assert b"ariregister_parool>***<" in raw


def test_who_left_the_card_stays_as_a_row_with_an_end(direct: Access, register: Running) -> None:
    jaan = {"first": "Jaan", "last": "Kask", "code": JAAN[2:]}
    move(register, code="10000001", persons=[jaan], conditions=["Ainult koos."], on="2026-03-05")
    move(register, code="10000001", conditions=[], on="2026-03-09")

    assert gateway.details(direct, "10000001", "enquiry-7").rows == (
        DatedRow(date(2026, 3, 5), None, identity=JAAN, role="JUHL"),
        DatedRow(FIRST, date(2026, 3, 5), identity=MARI, role="JUHL"),
        DatedRow(date(2026, 3, 5), date(2026, 3, 9), condition="Ainult koos."),
    )


@pytest.mark.parametrize("code", ["10000389", "10000461"])
def test_a_row_that_no_signer_can_own_is_nobodys(code: str, direct: Access) -> None:
    assert {row.identity for row in gateway.details(direct, code, "enquiry-7").rows} == {""}


# ---- asked for only against another card ----------------------------------------------------------


def ask(access: Access, code: str, against: str) -> Finding:
    return inquire(access, code, issue="D-7", policy=rules.Policy(), against=against)


def test_dated_rows_are_asked_for_only_where_the_card_is_another_now(
    direct: Access, register: Running
) -> None:
    before = card_digest(gateway.representation(direct, "10000001", "D-7").answer)
    assert ask(direct, "10000001", "").rows is None
    assert ask(direct, "10000001", before).rows is None
    assert "detailandmed_v3" not in register.state.calls

    jaan = {"first": "Jaan", "last": "Kask", "code": JAAN[2:]}
    move(register, code="10000001", persons=[jaan], on="2026-03-05")
    finding = ask(direct, "10000001", before)

    assert finding.rows is not None
    assert [row.identity for row in finding.rows] == [JAAN, MARI]
    assert [exchange.service for exchange in finding.exchanges] == ["esindus_v2", "detailandmed_v3"]


@pytest.mark.parametrize("channel", ["direct", "xroad"])
@pytest.mark.parametrize("trouble", ["refused", "fault", "html502", "truncated", "access_denied", "empty"])
def test_a_failure_of_the_dated_rows_never_fails_the_check(
    trouble: str, channel: str, request: pytest.FixtureRequest, register: Running
) -> None:
    if trouble == "refused":
        register.state.refused = ["detailandmed_v3"]
    else:
        register.state.fault, register.state.fault_of = trouble, "detailandmed_v3"

    finding = ask(request.getfixturevalue(channel), "10000018", "of another card")

    assert finding.rows is None
    assert finding.answer is not None
    assert [exchange.service for exchange in finding.exchanges] == ["esindus_v2"]


def test_an_unknown_organisation_has_no_rows_to_ask_for(direct: Access, register: Running) -> None:
    assert ask(direct, "10000030", "of another card").rows is None
    assert "detailandmed_v3" not in register.state.calls


# ---- read strictly --------------------------------------------------------------------------------

PERSON = (
    "<item><kirje_id>1</kirje_id><isiku_tyyp>F</isiku_tyyp><isiku_roll>JUHL</isiku_roll>"
    "<eesnimi>Mari</eesnimi><nimi_arinimi>Tamm</nimi_arinimi>"
    "<isikukood_registrikood>\n  24503120016\n </isikukood_registrikood><algus_kpv>2015-06-18Z</algus_kpv>"
    "<lopp_kpv/><volituste_loppemise_kpv>2027-01-01Z</volituste_loppemise_kpv></item>"
)
CONDITION = "<item><esinduse_sisu>Ainult koos.</esinduse_sisu><algus_kpv>2015-06-18+02:00</algus_kpv></item>"
WHOLE = (
    "<ariregistri_kood>10000001</ariregistri_kood><nimi>Tamme Puit OÜ</nimi><uus_vali><a>1</a></uus_vali>"
    f"<isikuandmed><kaardile_kantud_isikud>{PERSON}</kaardile_kantud_isikud><uus/>"
    f"<esindusoiguse_eritingimused>{CONDITION}</esindusoiguse_eritingimused>"
    "<kaardivalised_isikud><item><isiku_roll>O</isiku_roll></item></kaardivalised_isikud></isikuandmed>"
)


def read(inside: str) -> tuple[DatedRow, ...]:
    item = etree.fromstring(f'<item xmlns="{PRODUCER[1:-1]}">{inside}</item>')
    found = SimpleNamespace(item=[SimpleNamespace(_value_1=list(item))])
    return rows_of(SimpleNamespace(ettevotjad=found), "10000001")


def test_what_we_do_not_know_of_the_answer_is_passed_over() -> None:
    assert read(WHOLE) == (
        DatedRow(date(2015, 6, 18), None, identity=MARI, role="JUHL"),
        DatedRow(date(2015, 6, 18), None, condition="Ainult koos."),
    )


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("<isiku_tyyp>F</isiku_tyyp>", "<isiku_tyyp>J</isiku_tyyp>"),
        ("24503120016", "24503120017"),  # wrong check digit
        ("24503120016", "10000001"),
        ("24503120016", "110138-00001"),
        ("24503120016", ""),
    ],
)
def test_a_person_without_an_estonian_code_is_a_row_of_nobody_whose_dates_count(
    said: str, instead: str
) -> None:
    found = read(WHOLE.replace(said, instead))
    assert [(row.identity, row.start.year) for row in found] == [("", 2015), ("", 2015)]


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("<algus_kpv>2015-06-18Z</algus_kpv>", ""),
        ("<algus_kpv>2015-06-18Z</algus_kpv>", "<algus_kpv/>"),
        ("2015-06-18Z", "18.06.2015"),
        ("2015-06-18Z", "2015-13-18Z"),
        ("<lopp_kpv/>", "<lopp_kpv>homme</lopp_kpv>"),
        ("<lopp_kpv/>", "<lopp_kpv/><lopp_kpv>2016-01-01Z</lopp_kpv>"),
        ("<isiku_roll>JUHL</isiku_roll>", "<isiku_roll/>"),
        ("<isiku_roll>JUHL</isiku_roll>", ""),
        ("<isiku_tyyp>F</isiku_tyyp>", ""),
        ("isikuandmed>", "isikud>"),
        ("kaardile_kantud_isikud>", "kantud_isikud>"),
        ("<item><kirje_id>", "<isik/><item><kirje_id>"),
        ("Ainult koos.", ""),
        ("esinduse_sisu>", "sisu>"),
        ("2015-06-18+02:00", ""),
        ("<isikuandmed>", "<isikuandmed/><isikuandmed>"),
    ],
)
def test_a_form_that_is_not_known_gives_no_rows_at_all(said: str, instead: str) -> None:
    assert said in WHOLE
    with pytest.raises(PermanentError, match="unexpected"):
        read(WHOLE.replace(said, instead))


@pytest.mark.parametrize("code", ["10000002", ""])
def test_rows_of_another_organisation_are_refused(code: str) -> None:
    with pytest.raises(PermanentError, match="wrong_organisation"):
        read(WHOLE.replace(">10000001<", f">{code}<"))


def test_an_answer_about_none_or_two_is_refused() -> None:
    one = SimpleNamespace(_value_1=[])
    for found in (None, SimpleNamespace(item=None), SimpleNamespace(item=[one, one])):
        with pytest.raises(PermanentError, match="wrong_organisation"):
            rows_of(SimpleNamespace(ettevotjad=found), "10000001")


# ---- from the question to the evidence ------------------------------------------------------------


def test_a_check_against_an_earlier_one_keeps_the_dated_rows(register: Running) -> None:
    client = Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")

    def asked(purpose: Purpose, against: Check | None = None) -> Check:
        subject = ("package", 7)
        check = actions.ask(
            client=client, purpose=purpose, subject=subject, by=None, issue="D-2026-7", against=against
        )
        tasks.ask(check.pk)
        return Check.objects.get(pk=check.pk)

    sending = asked(Purpose.SENDING)
    jaan = {"first": "Jaan", "last": "Kask", "code": JAAN[2:]}
    move(register, code="10000001", persons=[jaan], on="2026-03-05")
    acceptance = asked(Purpose.ACCEPTANCE, sending)

    assert sending.dated_rows is None
    assert acceptance.dated_rows == (
        DatedRow(date(2026, 3, 5), None, identity=JAAN, role="JUHL"),
        DatedRow(FIRST, date(2026, 3, 5), identity=MARI, role="JUHL"),
    )
    assert [each.service for each in acceptance.exchanges.all()] == ["esindus_v2", "detailandmed_v3"]
