"""One whole question: the organisation, the organisations that represent it, and the judgement of it all."""

from collections.abc import Set
from dataclasses import dataclass

from registry import gateway, rules

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
) -> Finding:
    """Ask about `code`, and again about legal persons that represent it; raises the gateway's errors."""
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
    return Finding(answer, judgement, tuple(exchanges))
