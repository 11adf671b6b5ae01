"""The administrator words a unit's form: what was filled in before keeps the version it was filled by."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note
from tickets.enums import FieldKind, Told
from tickets.models import Form, Question, Unit


@dataclass(frozen=True)
class Asked:
    """A question as the administrator words it; `choices` are one in a line."""

    key: str
    label_et: str
    label_en: str
    kind: str = FieldKind.TEXT
    required: bool = True
    choices: str = ""
    help_et: str = ""
    help_en: str = ""
    fills: str = ""

    @classmethod
    def of(cls, question: Question) -> "Asked":
        """A question as it stands."""
        return cls(**{name: getattr(question, name) for name in cls.__dataclass_fields__})


@transaction.atomic
def revise_form(
    *,
    unit: Unit,
    questions: Sequence[Asked],
    by: User | None,
    attachments_et: str = "",
    attachments_en: str = "",
    told: str = Told.ENQUIRER,
) -> Form:
    """Write the next version of a unit's form, its questions in this order; the newest one where nothing
    differs from it. Raises Refused with everything that is wrong with it.
    """
    if wrong := problems(questions):
        raise Refused(*wrong)
    Unit.objects.select_for_update().get(pk=unit.pk)
    newest = unit.form
    around = (attachments_et.strip(), attachments_en.strip(), told)
    if newest and _worded(newest) == list(questions) and _around(newest) == around:
        return newest
    form = Form.objects.create(
        unit=unit, number=newest.number + 1 if newest else 1, made_by=by,
        attachments_et=around[0], attachments_en=around[1], told=told,
    )  # fmt: skip
    Question.objects.bulk_create(
        Question(form=form, position=number, **asdict(asked)) for number, asked in enumerate(questions)
    )
    note(
        kind="tickets.form", subject=("form", form.pk), client_id=None, by=by, unit=unit.name_et,
        version=form.number,
    )  # fmt: skip
    return form


def problems(questions: Sequence[Asked]) -> list[str]:
    """What is wrong with the questions of a form, one text for each; empty when it may be saved."""
    if not questions:
        return [_("A form asks at least one question.")]
    keys = [asked.key for asked in questions]
    twice = [key for key in dict.fromkeys(keys) if keys.count(key) > 1]
    texts = [_("Two questions have the code %(key)s.") % {"key": key} for key in twice]
    texts += [
        _("%(question)s: say what may be chosen.") % {"question": asked.label_et}
        for asked in questions
        if asked.kind == FieldKind.CHOICE and not asked.choices.strip()
    ]
    return texts


def _around(form: Form) -> tuple[str, str, str]:
    return form.attachments_et, form.attachments_en, form.told


def _worded(form: Form) -> list[Asked]:
    return [Asked.of(question) for question in form.questions.all()]
