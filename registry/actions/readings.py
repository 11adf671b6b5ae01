"""A person reads what the register says only in words; a second one looks at how he understood it."""

from collections.abc import Collection, Sequence, Set
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import Client
from desk.http import Refused
from desk.people.actions import ask_second, withdraw_about
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User
from desk.records.actions import note
from registry import rules, said
from registry.actions.asking import ask
from registry.enums import Source, Standing
from registry.models import Check, Reading

KIND = "registry.reading"
MOST_WAYS = 20  # sets of signers in one reading
# Acts whose answer is no older than this still wait; when what they rest on ends, the register is asked anew.
RECENT = timedelta(days=1)


@transaction.atomic
def read_text(*, check: Check, groups: Sequence[Set[str]], reason: str, by: User) -> Reading:
    """Say who signs by the text on the card of this check: `groups`, each enough by itself; none: nobody.

    It serves every later answer of the very same card, once the second person of the policy agrees. Refused
    with everything that stands against it.
    """
    _hold(check)
    ways = _least({frozenset(group) for group in groups})
    if texts := [*_against_card(check), *_against_ways(check, ways, reason)]:
        raise Refused(*texts)
    assert check.client is not None
    reading = Reading.objects.create(
        client=check.client, card_hash=check.card_hash, check_row=check, by=by, made_at=clock.now(),
        groups=[sorted(way) for way in ways], reason=reason.strip(),
    )  # fmt: skip
    _note("registry.reading_proposed", reading, by)
    about, client = ("check", check.pk), reading.client_id
    if ask_second(kind=KIND, subject=about, by=by, client_id=client, verdict=check.verdict) is None:
        _into_force(reading, None)
    return reading


def hold(approval: Approval) -> None:
    """The client is locked before what is asked about him, as where a reading is made or taken back."""
    _hold(Check.objects.get(pk=approval.subject_id))


def decided(approval: Approval) -> None:
    """The second person's word on a reading (inside the transaction of the decision)."""
    rows = Reading.objects.select_for_update(of=("self",)).select_related("check_row", "client")
    reading = rows.filter(check_row=approval.subject_id, state=Standing.PROPOSED).first()
    if reading is None:
        raise Refused(_("This reading does not wait for a second person."))
    if approval.state == ApprovalState.APPROVED:
        _into_force(reading, approval.decided_by)
        return
    _over(reading, Standing.DECLINED, approval.decided_by, approval.reason)
    _note("registry.reading_declined", reading, approval.decided_by)


@transaction.atomic
def withdraw_reading(*, reading: Reading, by: User) -> Reading:
    """Whoever read it takes it back before anybody has looked at it."""
    _fresh(reading)
    if reading.state != Standing.PROPOSED:
        raise Refused(_("The reading has been decided already."))
    if reading.by_id != by.pk:
        raise Refused(_("Only the person who read the text takes it back."))
    _over(reading, Standing.DECLINED, by, "")
    withdraw_about(kind=KIND, subject=("check", reading.check_row_id), by=by)
    _note("registry.reading_withdrawn", reading, by)
    return reading


@transaction.atomic
def end_reading(*, reading: Reading, why: str, by: User) -> Reading:
    """The reading no longer counts. Acts of the last day that rest on it get a fresh answer."""
    _fresh(reading)
    if reading.state != Standing.IN_FORCE:
        raise Refused(_("The reading is not in force."))
    if not why.strip():
        raise Refused(_("Write why it ends."))
    _over(reading, Standing.ENDED, by, why)
    _note("registry.reading_ended", reading, by)
    ask_anew(Check.objects.resting_on(read_as=reading), by)
    return reading


def ask_anew(rested: Collection[Check], by: User | None) -> None:
    """Ask again for every recent act whose newest answer rests on what no longer counts."""
    since, seen = clock.now() - RECENT, set()
    for check in rested:
        act = (check.subject_kind, check.subject_id, check.purpose)
        newest = Check.objects.for_subject(*act[:2]).filter(purpose=check.purpose).first()
        if check.asked_at < since or act in seen or newest is None or newest.pk != check.pk:
            continue
        seen.add(act)
        ask_like(check, by)


def ask_like(check: Check, by: User | None) -> Check:
    """The same question once more, for the same act."""
    assert check.client is not None
    client = check.client.merged_into or check.client
    return ask(
        client=client, purpose=check.purpose, subject=(check.subject_kind, check.subject_id), by=by,
        issue=check.issue, against=check.against,
    )  # fmt: skip


def _into_force(reading: Reading, second: User | None) -> None:
    at = clock.now() if second else None
    _written(reading, state=Standing.IN_FORCE, second_by=second, second_at=at)
    _note("registry.reading_in_force", reading, second or reading.by)
    ask_like(reading.check_row, second or reading.by)


def _over(reading: Reading, state: Standing, by: User | None, why: str) -> None:
    _written(reading, state=state, ended_by=by, ended_at=clock.now(), ended_why=why.strip())


def _written(reading: Reading, **values: object) -> None:
    for name, value in values.items():
        setattr(reading, name, value)
    reading.save(update_fields=list(values))


def _hold(check: Check) -> None:
    """One after the other for one client: two people may read the same card at once."""
    if check.client_id is not None:
        Client.objects.select_for_update().get(pk=check.client_id)


def _fresh(reading: Reading) -> None:
    _hold(reading.check_row)
    reading.refresh_from_db(from_queryset=Reading.objects.select_for_update(of=("self",)))


def _least(ways: Set[frozenset[str]]) -> list[frozenset[str]]:
    """Without a set that holds a smaller one: that one is enough already. Fewest signers first."""
    least = [way for way in ways if not any(other < way for other in ways)]
    return sorted(least, key=lambda way: (len(way), sorted(way)))


def _against_card(check: Check) -> list[str]:
    """Why this card is not to be read now."""
    if check.client_id is None or not check.card_hash or not rules.readable(check.judgement):
        return [_("This answer needs nobody to read it.")]
    texts = []
    newest = Check.objects.for_client(check.client_id).answered().exclude(source=Source.MANUAL).first()
    if newest is not None and newest.card_hash != check.card_hash:
        texts.append(_("The card has changed since: read the newest answer."))
    for each in Reading.objects.of_card(check.client_id, check.card_hash).open()[:1]:
        waits = each.state == Standing.PROPOSED
        texts.append(
            _("A reading of this card waits for a second person already.")
            if waits
            else _("This card has been read already: end that reading first.")
        )
    return texts


def _against_ways(check: Check, ways: Sequence[Set[str]], reason: str) -> list[str]:
    texts = []
    known = {person.identity for person in said.signable(check.judgement)}
    if any(not way or not way <= known for way in ways):
        texts.append(_("Choose only persons on the card who represent and have a personal code."))
    if len(ways) > MOST_WAYS:
        texts.append(_("There are too many ways of signing for one reading."))
    if not reason.strip():
        texts.append(_("Write how you understand the text."))
    return texts


def _note(kind: str, reading: Reading, by: User | None) -> None:
    note(kind=kind, subject=("check", reading.check_row_id), client_id=reading.client_id, by=by)
