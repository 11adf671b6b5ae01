"""Instructions to the team: written, published to roles, read, withdrawn or replaced."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live
from desk.guides import permissions
from desk.guides.models import Instruction, Reading
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note as write


def _lock(instruction: Instruction) -> None:
    instruction.refresh_from_db(from_queryset=Instruction.objects.select_for_update())


def _note(what: str, instruction: Instruction, by: User) -> None:
    write(
        kind=f"guides.{what}", subject=("instruction", instruction.pk), client_id=None, by=by,
        title=instruction.title,
    )  # fmt: skip


@transaction.atomic
def write_instruction(*, instruction: Instruction | None, values: Mapping[str, Any], by: User) -> Instruction:
    """Write or change an instruction that is not published yet."""
    if instruction is None:
        return Instruction.objects.create(written_by=by, **values)
    _lock(instruction)
    if instruction.published_at is not None:
        raise Refused(_("A published instruction does not change: write one that replaces it."))
    for name, value in values.items():
        setattr(instruction, name, value)
    instruction.save(update_fields=list(values))
    return instruction


@transaction.atomic
def publish_instruction(*, instruction: Instruction, by: User) -> Instruction:
    """Everyone with one of its roles is to read it; the one that it replaces no longer stands."""
    _lock(instruction)
    if instruction.published_at is not None:
        raise Refused(_("The instruction is published already."))
    instruction.published_at = clock.now()
    instruction.save(update_fields=["published_at"])
    if (old := instruction.replaces) is not None and old.withdrawn_at is None:
        withdraw_instruction(instruction=old, by=by)
    _note("instructed", instruction, by)
    live.announce("owed")
    return instruction


@transaction.atomic
def withdraw_instruction(*, instruction: Instruction, by: User) -> Instruction:
    """It no longer stands, and nobody owes its reading; who has read it stays known."""
    _lock(instruction)
    if instruction.published_at is None or instruction.withdrawn_at is not None:
        raise Refused(_("The instruction does not stand."))
    instruction.withdrawn_at, instruction.withdrawn_by = clock.now(), by
    instruction.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _note("withdrawn", instruction, by)
    live.announce("owed")
    return instruction


@transaction.atomic
def confirm_reading(*, instruction: Instruction, by: User) -> Reading:
    """I have read it; said twice, the first time counts."""
    if not permissions.meant_for(instruction, by):
        raise Refused(_("This instruction is for others."))
    reading, new = Reading.objects.get_or_create(instruction=instruction, user=by)
    if new:
        _note("read", instruction, by)
    return reading
