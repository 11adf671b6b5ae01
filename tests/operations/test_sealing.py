"""What was sealed comes back whole, or not at all."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet

from desk.operations import sealing
from desk.operations.backup import archive

KEY, OTHER = bytes(range(32)), bytes(32)
BEGUN = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
HEADER, SEALED = 72, sealing.CHUNK + sealing.TAG
ROOM = sealing.CHUNK - 4


def seal(content: bytes, key: bytes = KEY) -> bytes:
    out = io.BytesIO()
    sealer = sealing.Sealer(out, key, BEGUN)
    sealer.write(content)
    sealer.close()
    assert sealer.size == len(out.getvalue())
    return out.getvalue()


def unseal(sealed: bytes, *keys: bytes) -> bytes:
    unsealer = sealing.Unsealer(io.BytesIO(sealed), keys or (KEY,))
    assert unsealer.begun == BEGUN
    return b"".join(iter(lambda: unsealer.read(10_000), b""))


def chunks(sealed: bytes) -> list[bytes]:
    return [sealed[at : at + SEALED] for at in range(HEADER, len(sealed), SEALED)]


@pytest.mark.parametrize("size", [0, 1, ROOM - 1, ROOM, ROOM + 1, 3 * ROOM, 3 * ROOM + 7])
def test_what_was_sealed_comes_back(size: int) -> None:
    content = bytes(at % 251 for at in range(size))
    assert unseal(seal(content)) == content


def test_one_of_several_keys_opens_it() -> None:
    assert unseal(seal(b"words"), OTHER, KEY) == b"words"


def test_the_content_cannot_be_seen_and_no_two_are_alike() -> None:
    first, second = seal(b"a secret word" * 100), seal(b"a secret word" * 100)
    assert b"secret" not in first
    assert first[HEADER:] != second[HEADER:]


@pytest.mark.parametrize("cut", [10, HEADER, HEADER + 100, HEADER + SEALED, HEADER + 2 * SEALED + 5, -1])
def test_one_that_was_cut_off_is_refused_as_cut_off(cut: int) -> None:
    whole = seal(b"x" * (3 * ROOM))
    with pytest.raises(sealing.Truncated):
        unseal(whole[:cut] if cut > 14 else whole[:20])


def test_a_changed_bit_anywhere_is_found() -> None:
    whole = seal(b"x" * (2 * ROOM))
    for at in [16, 30, 40, 71, HEADER, HEADER + 5000, HEADER + SEALED - 1, HEADER + SEALED, len(whole) - 1]:
        changed = bytearray(whole)
        changed[at] ^= 1
        with pytest.raises((sealing.Altered, sealing.WrongKey)):
            unseal(bytes(changed))


def test_chunks_that_were_moved_repeated_left_out_or_brought_from_elsewhere_are_found() -> None:
    whole = seal(b"a" * ROOM + b"b" * ROOM + b"c" * ROOM)
    head, (one, two, three) = whole[:HEADER], chunks(whole)
    strange = chunks(seal(b"z" * (3 * ROOM)))[1]
    for wrong in ([two, one, three], [one, one, two, three], [one, three], [one, strange, three]):
        with pytest.raises(sealing.Altered):
            unseal(head + b"".join(wrong))
    with pytest.raises(sealing.Altered, match="added"):
        unseal(whole + three)


def test_nothing_is_given_out_before_it_was_checked() -> None:
    whole = bytearray(seal(b"a" * ROOM + b"b" * ROOM))
    whole[HEADER + SEALED + 9] ^= 1
    unsealer = sealing.Unsealer(io.BytesIO(bytes(whole)), [KEY])
    assert unsealer.read(ROOM) == b"a" * ROOM
    with pytest.raises(sealing.Altered):
        unsealer.read(1)


def test_the_wrong_key_another_format_and_another_file_are_told_apart() -> None:
    whole = bytearray(seal(b"words"))
    with pytest.raises(sealing.WrongKey):
        unseal(bytes(whole), OTHER)
    with pytest.raises(sealing.NotABackup):
        unseal(b"PK\3\4" + bytes(200))
    whole[15] = 9
    with pytest.raises(sealing.OtherFormat, match="format 9"):
        unseal(bytes(whole))


class Slowly(io.RawIOBase):
    """A source that gives a few bytes at a time, as a pipe may."""

    def __init__(self, content: bytes) -> None:
        self.rest = content

    def read(self, size: int = -1) -> bytes:
        piece, self.rest = self.rest[: min(size, 1000)], self.rest[min(size, 1000) :]
        return piece


def test_a_source_may_give_it_in_pieces() -> None:
    unsealer = sealing.Unsealer(Slowly(seal(b"y" * ROOM * 2)), [KEY])
    assert b"".join(iter(lambda: unsealer.read(5000), b"")) == b"y" * ROOM * 2


class Nowhere:
    size = 0

    def write(self, data: bytes) -> None:
        self.size += len(data)


def test_memory_does_not_grow_with_what_is_sealed() -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(320):
            yield b"\xff" * 100_000

    tracemalloc.start()
    try:
        sink = Nowhere()
        sealer = sealing.Sealer(sink, KEY, BEGUN)
        writer = archive.Writer(sealer)
        writer.part("database", "x", pieces())
        writer.close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sink.size > 32_000_000
    assert peak < 2_000_000


def test_parts_come_back_and_stored_files_take_less_room() -> None:
    token = Fernet(Fernet.generate_key()).encrypt(b"\0\1\2" * 200_000)
    out = io.BytesIO()
    writer = archive.Writer(sealing.Sealer(out, KEY, BEGUN))
    writer.part("about", "", archive.as_json({"version": "1"}))
    assert writer.part("file", "token", [token])[0] == len(token)
    writer.part("file", "odd", [b"words\n", b"", b"\xff" * 70_000])
    writer.part("manifest", "", [])
    writer.close()
    assert len(out.getvalue()) < 0.9 * len(token) + 70_000
    found = {}
    for part in archive.parts(sealing.Unsealer(io.BytesIO(out.getvalue()), [KEY])):
        if part.name != "odd":
            found[part.name] = b"".join(part.content())
    assert found["token"] == token
    assert "odd" not in found  # it was read over
