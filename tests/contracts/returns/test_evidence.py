"""The evidence page of a container: what was checked and holds is shown as plainly as what does not."""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import relooking
from contracts.containers.problems import TEXTS
from contracts.containers.report import ContainerReport
from contracts.containers.validator import LocalValidator
from contracts.enums import PackageState, ReturnVerdict
from contracts.models import Container, Finding, Package, Verification
from contracts.verification import checklist, evidence
from contracts.verification.checking import base_of
from contracts.verification.checklist import Held
from contracts.verification.trusted import trust_store
from desk import clock
from desk.http import Refused
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import MARI, give_back, signed, work
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow


@pytest.fixture
def passed(lab: Lab, ground: Ground) -> Container:
    """An agreement signed by the only board member, and accepted."""
    package: Package = ground.sent()
    container = give_back(package, signed(lab, package, MARI))
    assert work(package).verdict == ReturnVerdict.PASSED
    return container


def test_every_problem_has_one_line_of_the_checklist() -> None:
    codes = [code for asked in checklist.ALL for code in asked.codes]
    assert sorted(codes) == sorted(TEXTS)


def test_what_holds_is_shown_line_by_line(passed: Container) -> None:
    found = evidence.of_container(passed)
    assert [line.held for line in found.structure] == [Held.YES] * len(checklist.CONTAINER)
    [(row, person)] = found.signed
    assert [line.held for line in row.lines] == [Held.YES] * len(checklist.SIGNATURE)
    assert person is not None and person.identity == f"EE{MARI}"
    assert row.certificate["issuer"] and {str(what) for what, _who, _at in row.confirmed}
    assert all(who and at for _what, who, at in row.confirmed)
    assert {line.held for line in (*found.file_lines, *found.our_lines, *found.right_lines)} == {Held.YES}
    assert [line.held for line in found.judge_lines] == [Held.YES, Held.WARNED], "what tests say is a sample"
    [file] = found.files
    assert file.document == passed.package.authorisations.get() and not file.foreign


def test_what_the_check_did_not_come_to_is_not_called_right(lab: Lab, ground: Ground) -> None:
    package = ground.sent()
    broken = signed(lab, package, MARI)
    container = give_back(package, broken[:-1])
    assert work(package).verdict == ReturnVerdict.FAILED
    found = evidence.of_container(container)
    held = [line.held for line in found.structure]
    assert Held.NO in held and held[-1] is Held.NOT_REACHED
    assert {line.held for line in (*found.file_lines, *found.our_lines)} == {Held.NOT_REACHED}
    assert {line.held for line in found.right_lines} == {Held.NOT_REACHED}


def test_the_page_is_logged_and_the_bytes_are_the_bytes(
    passed: Container, as_specialist: Any, as_auditor: Any
) -> None:
    page = as_specialist.get(reverse("contracts:evidence", args=[passed.pk]))
    assert passed.blob.sha256 in page.content.decode()
    looked = AccessLogEntry.objects.about("client", passed.package.client_id)
    assert looked.filter(purpose=f"package:{passed.package_id}").count() == 1
    page = as_auditor.get(reverse("contracts:evidence", args=[passed.pk])).content.decode()
    assert reverse("contracts:look_again", args=[passed.pk]) not in page
    data = as_auditor.get(reverse("contracts:evidence_original", args=[passed.pk])).content
    assert data.startswith(b"PK") and len(data) == passed.blob.size
    told = json.loads(as_auditor.get(reverse("contracts:evidence_report", args=[passed.pk])).content)
    assert told["container"]["sha256"] == passed.blob.sha256
    assert told["looks"][0]["findings"][-1]["verdict"] == "passed"
    assert MARI not in json.dumps(told)


def test_an_auditor_does_not_order_looks(passed: Container, as_auditor: Any) -> None:
    assert as_auditor.post(reverse("contracts:look_again", args=[passed.pk])).status_code == 403


def test_a_look_again_moves_nothing_and_says_that_all_is_the_same(passed: Container, ground: Ground) -> None:
    package = passed.package
    package.refresh_from_db()
    before = package.state
    relooking.look_again(container=passed, by=ground.user)
    clock.move(timedelta(days=3))
    again = work(package, answer=False)
    assert (again.verification.look_again, again.verdict) == (True, ReturnVerdict.PASSED)
    assert package.state == before
    found = evidence.of_container(passed)
    assert found.differences == [] and len(found.looks) == 2
    assert found.shown is not None and not found.shown.again, "what decided is what is laid open"
    assert TimelineEntry.objects.filter(kind="contracts.looked_again").count() == 1


def test_years_later_an_expired_certificate_is_judged_at_the_trusted_time(
    passed: Container, ground: Ground
) -> None:
    clock.move(timedelta(days=365 * 6))
    relooking.look_again(container=passed, by=None)
    assert work(passed.package, answer=False).verdict in {ReturnVerdict.PASSED, ReturnVerdict.INDETERMINATE}
    assert not [
        line
        for row, _who in evidence.of_container(passed, _newest(passed)).signed
        for line in row.lines
        if line.held is Held.NO
    ]


def test_what_differs_today_is_said_plainly(
    passed: Container, ground: Ground, settings: Any, tmp_path: Any
) -> None:
    settings.TRUST_DIR = str(without_issuers(settings.TRUST_DIR, tmp_path))
    relooking.look_again(container=passed, by=ground.user)
    again = work(passed.package, answer=False)
    assert again.verdict == ReturnVerdict.FAILED
    passed.package.refresh_from_db()
    assert passed.package.state == PackageState.AWAITING_AGENCY
    said = " ".join(evidence.of_container(passed).differences)
    assert str(ReturnVerdict.PASSED.label) in said and str(ReturnVerdict.FAILED.label) in said
    assert TimelineEntry.objects.filter(kind="contracts.looked_again.differs").exists()


def test_of_two_looks_at_once_there_is_one(passed: Container, ground: Ground) -> None:
    relooking.look_again(container=passed, by=ground.user)
    with pytest.raises(Refused):
        relooking.look_again(container=passed, by=ground.user)


def test_the_agency_still_signs_what_was_accepted(passed: Container, ground: Ground) -> None:
    relooking.look_again(container=passed, by=ground.user)
    work(passed.package, answer=False)
    assert base_of(passed.package) == passed
    assert Finding.objects.deciding().filter(verification__container=passed).count() == 2


def without_issuers(folder: str, copy: Path) -> Path:
    """The trust anchors without those that issue the persons' certificates."""
    for each in Path(folder).rglob("*.pem"):
        if each.parent.name != "ca":
            (copy / each.parent.name).mkdir()
            (copy / each.parent.name / each.name).write_bytes(each.read_bytes())
    return copy


def _newest(container: Container) -> str:
    return str(Verification.jobs.filter(container=container).latest("pk").pk)


def revalidate(*args: str) -> tuple[dict[str, Any], int]:
    out, code = StringIO(), 0
    try:
        call_command("revalidate", "--json", *args, stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found, code


def test_the_command_looks_through_all_that_was_accepted(passed: Container, ground: Ground) -> None:
    found, code = revalidate("--portion", "1")
    assert (found["looked"], found["same"], found["differ"], code) == (1, 1, 0, 0)
    assert Verification.jobs.get(look_again=True).wanted_by is None
    assert revalidate("--since", "2100-01-01")[0]["looked"] == 0


def test_the_command_counts_whose_verdict_differs_today(
    passed: Container, settings: Any, tmp_path: Path
) -> None:
    settings.TRUST_DIR = str(without_issuers(settings.TRUST_DIR, tmp_path))
    found, code = revalidate()
    assert (found["differ"], code) == (1, 1)
    [row] = found["differing"]
    assert (row["was"], row["is"], row["problems"]) == ("passed", "failed", ["ISSUER_NOT_TRUSTED"])


def test_the_page_asks_as_often_for_many_looks_as_for_one(
    passed: Container, ground: Ground, as_specialist: Any
) -> None:
    address = reverse("contracts:evidence", args=[passed.pk])

    def asked() -> int:
        as_specialist.get(address)
        with CaptureQueriesContext(connection) as queries:
            as_specialist.get(address)
        return sum("records_clock" not in query["sql"] for query in queries)

    once = asked()
    for _each in range(3):
        relooking.look_again(container=passed, by=ground.user)
        work(passed.package, answer=False)
    assert asked() == once <= 12


def test_an_auditor_comes_to_the_evidence_from_a_list(passed: Container, as_auditor: Any) -> None:
    page = as_auditor.get(reverse("contracts:evidence_index")).content.decode()
    assert reverse("contracts:evidence", args=[passed.pk]) in page
    assert passed.package.numbers in page and str(ReturnVerdict.PASSED.label) in page
    page = as_auditor.get(reverse("contracts:evidence_index"), {"after": passed.pk}).content.decode()
    assert reverse("contracts:evidence", args=[passed.pk]) not in page


def test_two_judges_are_shown_each_with_its_word(
    lab: Lab, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Second:
        def validate(self, data: bytes) -> ContainerReport:
            own = LocalValidator(trust_store(), clock.now()).validate(data)
            return replace(own, rules="siva-3", notes=("TOTAL-PASSED QESIG",))

    monkeypatch.setattr("contracts.verification.trusted.siva.configured", Second)
    package = ground.sent()
    container = give_back(package, signed(lab, package, MARI))
    assert work(package).verdict == ReturnVerdict.PASSED
    found = evidence.of_container(container)
    assert [each.rules for each in found.judges] == ["local-1", "siva-3"]
    assert found.judges[1].said == ("TOTAL-PASSED QESIG",)
    [(_row, person)] = found.signed
    assert person is not None and person.identity == f"EE{MARI}"
