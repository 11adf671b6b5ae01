"""A version of a unit's form with what stands in it: what is missing, what must not leave, what is kept."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from tickets.leaving import completeness
from tickets.leaving.completeness import FieldKind, Finding, Missing, People, Wanted, Written
from tickets.models import Escalation, Form, Override, Question

Kept = list[dict[str, Any]]


@dataclass(frozen=True)
class WantedFile:
    """A file that the form wants; its place is told from the keys of questions by the colon."""

    place: str
    label: str
    label_et: str


@dataclass(frozen=True)
class Sheet:
    """`answers` by the keys of questions and places of files (there: why it is not added);
    `files` are the ids of those that were added in each place.
    """

    form: Form
    questions: list[Question]
    answers: Mapping[str, str]
    files: Mapping[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        form: Form,
        answers: Mapping[str, str],
        draft: Escalation | None = None,
        questions: list[Question] | None = None,
    ) -> Self:
        """The form with these answers, and the files that were put with the draft.

        `questions` where they have been read already.
        """
        files: dict[str, list[int]] = {}
        if draft is not None:
            added = {pk for row in draft.answers for pk in row.get("files", [])}
            there = set(draft.files.filter(pk__in=added).values_list("pk", flat=True)) if added else set()
            for row in draft.answers:
                files[row["key"]] = [pk for pk in row.get("files", []) if pk in there]
        return cls(form, list(form.questions.all()) if questions is None else questions, answers, files)

    @property
    def wanted_files(self) -> list[WantedFile]:
        """The files that are wanted, in the language of the page."""
        estonian = _lines(self.form.attachments_et)
        shown = self.form.attachments
        return [
            WantedFile(f"file:{number}", shown[number] if number < len(shown) else label, label)
            for number, label in enumerate(estonian)
        ]

    @property
    def missing(self) -> list[Missing]:
        """What still has to be filled in, added or mended, in the form's order."""
        wanted = [question.wanted() for question in self.questions]
        wanted += [Wanted(file.place, file.label, FieldKind.FILE, True) for file in self.wanted_files]
        there = {place: "+" for place, pks in self.files.items() if pks}
        return completeness.missing(wanted, {**self.answers, **there})

    def personal(self, people: People) -> list[Finding]:
        """Personal data in the texts, named by the questions they stand under."""
        places = [(question.key, question.label) for question in self.questions]
        places += [(file.place, file.label) for file in self.wanted_files]
        return completeness.personal(
            [Written(key, label, self.answers.get(key, "")) for key, label in places], people
        )

    def kept(self) -> Kept:
        """What the ticket keeps: everything that was typed, in the order of the form."""
        rows: Kept = [
            {"key": question.key, "label": question.label_et, "text": text}
            for question in self.questions
            if (text := self.answers.get(question.key, "").strip())
        ]
        for file in self.wanted_files:
            text, pks = self.answers.get(file.place, "").strip(), self.files.get(file.place, [])
            if text or pks:
                rows.append({"key": file.place, "label": file.label_et, "text": text, "files": pks})
        return rows

    def sent(self) -> Kept:
        """The same as the second level reads it: a file that was added is behind the link."""
        with translation.override("et"):
            behind = _("The file is behind the link.")
        return [
            {**row, "why": row["text"], "text": f"{behind} {row['text']}".strip()}
            if row.get("files")
            else row
            for row in self.kept()
        ]


def typed(draft: Escalation) -> dict[str, str]:
    """What was typed into a ticket, by the keys of its form."""
    return {row["key"]: row.get("why", row["text"]) for row in draft.answers}


def mark(draft: Escalation | None) -> str:
    """Another one whenever somebody has changed the draft; tells nothing of its content."""
    if draft is None:
        return ""
    # Sorted: the database gives the keys back in another order.
    content = json.dumps(draft.answers, sort_keys=True)
    return salted_hmac("tickets.draft", content).hexdigest()[:16]


def digest(finding: Finding) -> str:
    """What stands for the finding's text where it is let go; keyed, so that nobody guesses it back."""
    key = f"{finding.kind}:{finding.folded}"
    return salted_hmac("tickets.override", key, algorithm="sha256").hexdigest()


def overrides(draft: Escalation | None, findings: Collection[Finding]) -> dict[Finding, Override]:
    """What was asked or decided of each of these findings last; none for one that nobody asked about."""
    if draft is None or not findings:
        return {}
    rows = Override.objects.filter(escalation=draft).select_related("by", "asked_by").order_by("pk")
    said = {(row.kind, row.place, row.digest): row for row in rows}
    keys = {finding: (finding.kind, finding.place, digest(finding)) for finding in findings}
    return {finding: said[key] for finding, key in keys.items() if key in said}


def blocking(findings: Collection[Finding], said: Mapping[Finding, Override]) -> list[Finding]:
    """Findings with which the ticket does not leave: all that no senior has let go (see `overrides`)."""
    return [each for each in findings if not (each in said and said[each].allowed)]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
