"""Letters of ours, delivered."""

from desk.mail.models import Message, MessageEvent
from stats.seeding.copying import stamp
from stats.seeding.world import World


def letter(
    world: World, at: int, kind: str, subject: int, client: int | None, language: str, by: int | None,
    answers: int | None = None, written: bool = False,
) -> int:  # fmt: skip
    """A letter that was delivered; its content is not there any more, as after its retention."""
    table = world.tables[Message]
    pk = table.next_id()
    table.add(
        id=pk, state="sent", attempts=1, message_id=f"<seed-{pk}@abilaud.example>", language=language,
        subject_kind=kind, subject_id=subject, client_id=client, by_id=by, queued_at=stamp(at),
        content_hash=f"{pk:064x}", written=written, answers_id=answers,
    )  # fmt: skip
    world.tables[MessageEvent].add(message_id=pk, kind="accepted", at=stamp(at + 2))
    world.tables[MessageEvent].add(message_id=pk, kind="delivered", at=stamp(at + 900))
    return pk
