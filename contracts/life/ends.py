"""What a notice ends and from when, read from its rows; and the words of an end in the reader's language."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Max, prefetch_related_objects
from django.utils.translation import get_language

from contracts.enums import BY_NOTICE, ContainerSource, CountsFrom, EndReason, ReturnVerdict
from contracts.life import rules
from contracts.life.rules import WITHOUT_RULE, Computed, Rule
from contracts.life.standing import span
from contracts.models import Authorisation, AuthorisedPerson, CountedSignature, EndRule, Finding, Kind
from desk import workdays

RULE = "end_rule"  # the drafter's choice among a notice's values


def offered(kind: Kind) -> list[EndRule]:
    """The rules among which the drafter of such a notice chooses, that chosen at first before the others."""
    active = (each for each in kind.end_rules.all() if each.active)
    return sorted(active, key=lambda each: (not each.chosen, each.position, each.pk))


def rule_of(notice: Authorisation) -> Rule:
    """The rule of a notice: the drafter's choice, else its kind's first."""
    rows = {each.code: each for each in notice.kind.end_rules.all()}
    chosen = rows.get(str(notice.values.get(RULE) or ""))
    first = next(iter(offered(notice.kind)), None) if chosen is None else chosen
    return rules.rule(first) if first is not None else WITHOUT_RULE


def computed(notice: Authorisation) -> tuple[Computed, datetime]:
    """The last day of what an accepted notice ends, and the moment from which its term counts."""
    rule = rule_of(notice)
    at = _moment(notice, rule)
    wished = rules.wish(str(notice.values.get("ends_on") or ""))
    return rules.compute(rule, workdays.day_of(at), wished), at


def _moment(notice: Authorisation, rule: Rule) -> datetime:
    """When the event was. Where several containers made the signatures enough, the last of them counts."""
    assert notice.accepted_at is not None
    if rule.counts_from == CountsFrom.ACCEPTED:
        return notice.accepted_at
    passed = deciding(notice.package_id)
    if passed is None:
        return notice.accepted_at
    if rule.counts_from == CountsFrom.RECEIVED:
        return passed.verification.container.received_at
    counted = [passed.verification.container_id, *passed.together.values_list("pk", flat=True)]
    signed = CountedSignature.objects.filter(verification__container__in=counted)
    last: datetime | None = signed.aggregate(last=Max("signed_at"))["last"]
    return last or passed.verification.container.received_at


def deciding(package_id: int) -> Finding | None:
    """The finding by which the client's signatures on a package were enough."""
    passed = Finding.objects.for_package(package_id).deciding().filter(verdict=ReturnVerdict.PASSED)
    clients = passed.exclude(verification__container__source=ContainerSource.AGENCY)
    return clients.select_related("by_power").first()


def ended_by(notices: Iterable[Authorisation]) -> list[Authorisation | AuthorisedPerson]:
    """What these notices end: whole documents, and single persons of documents that go on."""
    listed = [each.pk for each in notices]
    documents = Authorisation.objects.filter(end_notice__in=listed).order_by("pk")
    whole = list(documents.select_related("kind", "package", "granted_under", "end_notice__kind"))
    gone = {each.pk for each in whole}
    persons = AuthorisedPerson.objects.filter(end_notice__in=listed).exclude(authorisation__in=gone)
    related = ("authorisation__kind", "authorisation__package", "end_notice__kind")
    return [*whole, *persons.select_related(*related).order_by("authorisation", "position")]


def basis(row: Authorisation | AuthorisedPerson) -> str:
    """What an end rests on, in the active language; as it was kept where the rule has changed since."""
    if _binding() or row.last_day is None:
        return row.end_basis
    said = _said(row)
    return str(said()) if said and rules.kept(said) == row.end_basis else row.end_basis


def _said(row: Authorisation | AuthorisedPerson) -> Callable[[], str] | None:
    """The same words made anew, from what they were made from."""
    reason, notice = row.end_reason, row.end_notice
    if reason in BY_NOTICE and notice is not None and row.notice_at is not None:
        rule, event = rule_of(notice), workdays.day_of(row.notice_at)
        assert row.last_day is not None
        later = row.last_day > event + timedelta(days=rule.days)
        return partial(rules.words, Computed(row.last_day, event, rule, wished=later))
    if reason == EndReason.REPLACED and notice is not None:
        return partial(rules.because, reason, notice.number)
    if reason == EndReason.AGREEMENT and isinstance(row, Authorisation):
        return partial(rules.because, reason, str(row.values.get("contract_number", "")))
    if reason == EndReason.GRANTOR and isinstance(row, Authorisation) and row.granted_under:
        return partial(rules.because, reason, row.granted_under.number)
    return partial(rules.because, reason) if reason == EndReason.EXPIRED else None


def read_with(rows: Sequence[Authorisation | AuthorisedPerson]) -> None:
    """Read at once what the words of these ends are made of, for a page that shows many."""
    ended = [each for each in rows if each.end_notice_id is not None]
    if ended and not _binding():
        prefetch_related_objects(ended, "end_notice__kind__end_rules")


def _binding() -> bool:
    return (get_language() or "et").startswith("et")


def ends_on(row: Authorisation | AuthorisedPerson) -> date | None:
    """The day that people are told; none where no end is known."""
    last = row.last_day
    if isinstance(row, Authorisation):
        last = span(row).last
    if last is None:
        return None
    return rules.ends_on(last, workdays.day_of(row.notice_at) if row.notice_at else None)


def sentence(row: Authorisation | AuthorisedPerson) -> str:
    """The end as it is shown, in the active language; empty where none is known."""
    day = ends_on(row)
    if day is None or row.last_day is None:
        return ""
    return rules.sentence(day, basis(row), over=row.last_day < workdays.today())
