"""What JIRA says of a ticket that it refused, and whose it is to mend: pure, no database, no request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# As the gateway names them: what our texts have become in JIRA.
ANSWERS, SUMMARY = "answers", "summary"


@dataclass(frozen=True)
class Said:
    """JIRA's messages: by the question they belong to, of all texts together, and of the unit's set-up."""

    by_question: dict[str, str] = field(default_factory=dict)
    of_texts: list[str] = field(default_factory=list)
    of_set_up: dict[str, str] = field(default_factory=dict)


def said(errors: Mapping[str, str], keys: Iterable[str]) -> Said:
    """`errors` of JiraOperation, with `keys` the questions of its form: the summary is the first answer."""
    known = list(keys)
    found = Said()
    for name, message in errors.items():
        if name in known:
            found.by_question[name] = message
        elif name == SUMMARY and known:
            found.by_question[known[0]] = message
        elif name in (ANSWERS, SUMMARY):
            found.of_texts.append(message)
        else:
            found.of_set_up[name] = message
    return found


def of_set_up(errors: Mapping[str, str]) -> list[str]:
    """Fields of JIRA that no answer fills: project, type of the issue, or one that JIRA wants besides."""
    return [name for name in errors if name not in (ANSWERS, SUMMARY)]
