"""What the pages show of a client's checks, read once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock, workdays
from desk.clients.models import Client
from registry import lacking, rules, words
from registry.enums import Reason, Source, Verdict
from registry.models import Check, CheckQuerySet, Proof
from registry.reach import Signer, signers

# What the line above already says in other words.
_IN_THE_LINE = frozenset(
    {
        Reason.READ_BY_PERSON, Reason.TEXT_ONLY, Reason.SOLE_WITH_CONDITIONS, Reason.NO_RULE,
        Reason.NOBODY_ENTITLED, Reason.PROCURATOR_NOT_ACCEPTED, Reason.TOO_MANY_GROUPS,
        Reason.LEGAL_PERSON_NOT_ASKED, Reason.PROOF_ENDED,
    }
)  # fmt: skip
# Verdicts that only a person's reading of the card turns into signers.
_TO_READ = frozenset({Verdict.JOINT_TEXT, Verdict.INDETERMINATE})


@dataclass(frozen=True)
class Shown:
    """The newest question of a client and the newest answer, which may be older."""

    client: Client
    newest: Check | None
    answered: Check | None
    line: str = ""
    age: str = ""
    old: bool = False
    named: bool = False  # the signers are only named on the card; who of them signs is not known
    signers: list[Signer] = field(default_factory=list)
    conditions: tuple[str, ...] = ()
    reasons: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    lacks: list[lacking.Lack] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether it is the register that is asked about this client, and not only proof on paper."""
        return lacking.in_register(self.client)

    @property
    def seconds(self) -> int:
        """How long the newest question has been waiting."""
        return int((clock.now() - self.newest.asked_at).total_seconds()) if self.newest else 0

    @property
    def token(self) -> str:
        """The same as long as the panel would look the same; holds nothing of the client."""
        return token(self.newest)


def token(newest: Check | None) -> str:
    """What of the newest question the panel shows, as a word to compare."""
    return f"{newest.pk}-{newest.reason}-{int(newest.waits)}" if newest else "0"


def newest_of(client: Client) -> Check | None:
    """The newest question about the client, answered or not."""
    return Check.objects.for_client(client.pk).first()


def of_client(client: Client, proofs: Sequence[Proof] = ()) -> Shown:
    """The panel's facts: the newest question, the last two answers, and the contacts of the signers.

    `proofs` are the client's standing proof that the panel lists.
    """
    newest, last_two = _newest(client)
    if not last_two:
        return Shown(client, newest, None, lacks=lacking.without_answer(client, newest, proofs))
    check = last_two[0]
    judgement = check.judgement
    needed = words.needed(judgement)
    named = not needed and judgement.verdict in _TO_READ
    people = signers(client, needed or (named_on(judgement) if named else []))
    return Shown(
        client=client,
        newest=newest,
        answered=check,
        line=words.line(judgement),
        age=age(check.answered_at or check.asked_at),
        old=_days_ago(check.answered_at or check.asked_at) > 0,
        named=named,
        signers=people,
        conditions=judgement.conditions,
        reasons=reasons(judgement),
        differences=differences(last_two[1], check) if len(last_two) == 2 else [],
        lacks=lacking.to_go_on(client, check, judgement, people, proofs),
    )


def _newest(client: Client) -> tuple[Check | None, list[Check]]:
    """The newest question and the last two answers: one question to the database if they are the same."""
    checks = with_basis(Check.objects.for_client(client.pk))
    rows = list(checks[:2])
    newest = rows[0] if rows else None
    if all(check.answered_at for check in rows):
        return newest, rows
    return newest, list(checks.answered()[:2])


def with_basis(checks: CheckQuerySet) -> CheckQuerySet:
    """With the answer, who asked, and the reading or proof on which the verdict rests."""
    return checks.select_related(
        "payload", "by", "read_as__by", "read_as__second_by", "proof__by", "proof__second_by"
    )


def reasons(judgement: rules.Judgement) -> list[str]:
    """Reasons that the line does not say itself."""
    return [str(reason.label) for reason in judgement.reasons if reason not in _IN_THE_LINE]


def named_on(judgement: rules.Judgement) -> list[rules.Person]:
    """Everyone who represents by the card, once each, where it is not known who of them signs."""
    found: dict[str, rules.Person] = {}
    for person in judgement.persons:
        if person.identity:
            found.setdefault(person.identity, person)
    return list(found.values())


def differences(before: Check, after: Check) -> list[str]:
    """What changed between two answers of the register; a proof taken in by hand is no card to compare."""
    if Source.MANUAL in {before.source, after.source}:
        return []
    return words.differences(before.answer, after.answer)


def age(at: datetime) -> str:
    """How old an answer is, as people say it."""
    local = timezone.localtime(at)
    days = _days_ago(at)
    if days <= 0:
        return _("today at %(time)s") % {"time": f"{local:%H:%M}"}
    if days == 1:
        return _("yesterday at %(time)s") % {"time": f"{local:%H:%M}"}
    values = {"days": days, "date": f"{local:%d.%m.%Y}"}
    return ngettext("%(days)s day ago, on %(date)s", "%(days)s days ago, on %(date)s", days) % values


def _days_ago(at: datetime) -> int:
    return (workdays.today() - timezone.localtime(at).date()).days
