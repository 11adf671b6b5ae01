"""One whole question: the organisation, the organisations that represent it, and the judgement of it all."""

from collections.abc import Set
from dataclasses import dataclass

from desk.outbox import OutsideTrouble
from registry import gateway, rules
from registry.stored import card_digest

_DEEPEST = 2  # a legal person behind a legal person; further a person must look


@dataclass(frozen=True)
class Finding:
    """What was found out, and the exchanges that prove it."""

    answer: rules.Answer | None
    judgement: rules.Judgement
    exchanges: tuple[gateway.Exchange, ...]
    rows: tuple[rules.DatedRow, ...] | None = None  # only where asked `against` another card


def inquire(
    access: gateway.Access,
    code: str,
    *,
    issue: str,
    policy: rules.Policy,
    rulebook: rules.Rulebook = rules.SHIPPED,
    persons_asked: Set[str] | None = None,
    against: str = "",
) -> Finding:
    """Ask about `code`, and again about legal persons that represent it; raises the gateway's errors.

    `against` is the card's digest of an earlier check: where the card is another now, the rows are asked for
    with their dates.
    """
    exchanges: list[gateway.Exchange] = []

    def judged(
        code: str, asked: Set[str] | None, depth: int, above: frozenset[str]
    ) -> tuple[rules.Answer | None, rules.Judgement]:
        reply = gateway.representation(access, code, issue)
        exchanges.extend(reply.exchanges)
        judgement = rules.judge(reply.answer, asked, policy, rulebook=rulebook)
        # Those above are left out, so that two organisations that represent each other end the question.
        further = [c for c in judgement.ask_next if depth < _DEEPEST and c not in above]
        if further:
            behind = {c: judged(c, None, depth + 1, above | {code})[1] for c in further}
            judgement = rules.judge(reply.answer, asked, policy, behind, rulebook)
        return reply.answer, judgement

    answer, judgement = judged(code, persons_asked, 0, frozenset({code}))
    rows = None
    if answer is not None and against and card_digest(answer) != against:
        rows = _dated(access, code, issue, exchanges)
    return Finding(answer, judgement, tuple(exchanges), rows)


def _dated(
    access: gateway.Access, code: str, issue: str, exchanges: list[gateway.Exchange]
) -> tuple[rules.DatedRow, ...] | None:
    """None if they cannot be had (the right to this service is a separate one): then a person compares."""
    try:
        dated = gateway.details(access, code, issue)
    except OutsideTrouble:
        return None
    exchanges.append(dated.exchange)
    return dated.rows
