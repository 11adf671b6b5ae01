"""The IMAP side (RFC 3501 with MOVE and UIDPLUS), as far as a reader of a mailbox goes."""

from __future__ import annotations

import asyncio
import base64
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .folders import Folder, Folders, Kept

FAULTS = ("", "drop_in_fetch", "wrong_password", "refuse_fetch", "silent", "no_move", "full")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(\([^()]*\))|(\S+)')
_PART = re.compile(r"BODY(?:\.PEEK)?\[(HEADER|)\](?:<(\d+)\.(\d+)>)?", re.IGNORECASE)


@dataclass
class Post:
    """The server: whose mailbox, and how it behaves today."""

    folders: Folders
    user: str = "klienditugi"
    password: str = "postkast-demo"
    fault: str = ""
    only_uid: int = 0  # the fault concerns only this letter
    address: str = ""
    log: list[str] = field(default_factory=list)  # the commands, without their arguments
    fetched: int = 0  # bytes of letters given out
    loop: asyncio.AbstractEventLoop | None = None
    thread: threading.Thread | None = None

    def start(self, port: int = 0) -> int:
        """Serve in a thread of its own; the port."""
        ready: threading.Event = threading.Event()
        found: list[int] = []

        def run() -> None:
            self.loop = asyncio.new_event_loop()
            server = self.loop.run_until_complete(
                asyncio.start_server(self._serve, "127.0.0.1", port, limit=2**20)
            )
            found.append(server.sockets[0].getsockname()[1])
            ready.set()
            self.loop.run_forever()
            server.close()
            for task in asyncio.all_tasks(self.loop):
                task.cancel()
            self.loop.run_until_complete(asyncio.sleep(0))
            self.loop.close()

        self.thread = threading.Thread(target=run, name="imap-simulator", daemon=True)
        self.thread.start()
        assert ready.wait(10)
        self.address = f"imap://{self.user}:{self.password}@127.0.0.1:{found[0]}/INBOX"
        return found[0]

    def stop(self) -> None:
        if self.loop and self.thread:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join(10)

    def reset(self) -> None:
        self.folders.reset()
        self.fault, self.only_uid, self.fetched = "", 0, 0
        self.log.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await Session(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


class Hangup(ConnectionError):
    """The server lets go in the middle."""


class Session:
    def __init__(self, post: Post, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.post = post
        self.reader, self.writer = reader, writer
        self.folder = ""
        self.logged_in = False

    async def run(self) -> None:
        if self.post.fault == "silent":
            await asyncio.sleep(60)
        self._say("* OK pretended mailbox ready")
        while line := await self.reader.readline():
            tag, _space, rest = line.decode("latin-1").rstrip("\r\n").partition(" ")
            name, _space, arguments = rest.partition(" ")
            if name.upper() == "UID":
                second, _space, arguments = arguments.partition(" ")
                name = f"UID {second}"
            self.post.log.append(name.upper())
            ended = await self._answer(tag, name.upper(), arguments)
            await self.writer.drain()
            if ended:
                return

    async def _answer(self, tag: str, name: str, arguments: str) -> bool:
        if name == "LOGOUT":
            self._say("* BYE farewell")
            self._say(f"{tag} OK done")
            return True
        if name == "AUTHENTICATE":
            self._say("+ ")
            await self.writer.drain()
            said = base64.b64decode(await self.reader.readline()).split(b"\0")
            self._log_in(tag, said[-2].decode(), said[-1].decode())
            return False
        commands: dict[str, Callable[[str, list[str]], None]] = {
            "CAPABILITY": self._capability, "LOGIN": self._login, "SELECT": self._select,
            "EXAMINE": self._select, "LIST": self._list, "LSUB": self._list, "STATUS": self._status,
            "CREATE": self._create, "NOOP": self._noop, "UID SEARCH": self._search, "UID FETCH": self._fetch,
            "UID STORE": self._store, "UID COPY": self._copy, "UID MOVE": self._move,
            "UID EXPUNGE": self._expunge, "EXPUNGE": self._expunge,
        }  # fmt: skip
        command = commands.get(name)
        if command is None:
            self._say(f"{tag} BAD unknown command")
        elif not self.logged_in and name not in {"CAPABILITY", "LOGIN", "NOOP"}:
            self._say(f"{tag} NO log in first")
        else:
            with self.post.folders.lock:
                command(tag, _words(arguments))
        return False

    def _say(self, line: str) -> None:
        self.writer.write(line.encode("latin-1") + b"\r\n")

    def _noop(self, tag: str, words: list[str]) -> None:
        self._say(f"{tag} OK done")

    def _capability(self, tag: str, words: list[str]) -> None:
        # As Dovecot: what it can do is told only after the login.
        more = " UIDPLUS" + ("" if self.post.fault == "no_move" else " MOVE") if self.logged_in else ""
        self._say(f"* CAPABILITY IMAP4rev1 AUTH=PLAIN{more}")
        self._say(f"{tag} OK done")

    def _login(self, tag: str, words: list[str]) -> None:
        self._log_in(tag, words[0], words[1])

    def _log_in(self, tag: str, user: str, password: str) -> None:
        right = (user, password) == (self.post.user, self.post.password)
        if self.post.fault == "wrong_password" or not right:
            self._say(f"{tag} NO [AUTHENTICATIONFAILED] Authentication failed for {user}")
            return
        self.logged_in = True
        self._say(f"{tag} OK logged in")

    def _select(self, tag: str, words: list[str]) -> None:
        found = self.post.folders.folders.get(words[0])
        if found is None:
            self._say(f"{tag} NO no such folder")
            return
        self.folder = words[0]
        self._say(f"* {len(found.letters)} EXISTS")
        self._say("* 0 RECENT")
        self._say(r"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)")
        self._say(f"* OK [UIDVALIDITY {found.validity}] UIDs valid")
        self._say(f"* OK [UIDNEXT {found.next_uid}] next")
        self._say(f"{tag} OK [READ-WRITE]")

    def _status(self, tag: str, words: list[str]) -> None:
        found = self.post.folders.folders[words[0]]
        self._say(f'* STATUS "{words[0]}" (MESSAGES {len(found.letters)} UIDVALIDITY {found.validity})')
        self._say(f"{tag} OK done")

    def _list(self, tag: str, words: list[str]) -> None:
        wanted = re.escape(words[1]).replace(r"\*", ".*").replace("%", "[^/]*")
        for name in sorted(self.post.folders.folders):
            if re.fullmatch(wanted, name):
                self._say(rf'* LIST (\HasNoChildren) "/" "{name}"')
        self._say(f"{tag} OK done")

    def _create(self, tag: str, words: list[str]) -> None:
        made = self.post.fault != "full" and self.post.folders.create(words[0])
        self._say(f"{tag} {'OK done' if made else 'NO cannot'}")

    def _open(self) -> Folder:
        return self.post.folders.folders[self.folder]

    def _chosen(self, uids: str) -> Iterator[tuple[int, int, Kept]]:
        """Sequence number, UID and letter of each in a set such as 3,5:9,12:*."""
        letters = self._open().letters
        last = max(letters, default=0)
        wanted: set[int] = set()
        for piece in uids.split(","):
            ends = [last if end == "*" else int(end) for end in piece.split(":")]
            wanted |= {uid for uid in letters if min(ends) <= uid <= max(ends)}
        for number, (uid, kept) in enumerate(list(letters.items()), start=1):
            if uid in wanted:
                yield number, uid, kept

    def _search(self, tag: str, words: list[str]) -> None:
        uids, unseen = "1:*", False
        for before, word in zip(["", *words], words, strict=False):
            if before.upper() == "UID":
                uids = word
            unseen = unseen or word.upper() == "UNSEEN"
        found = [str(uid) for _n, uid, kept in self._chosen(uids) if not (unseen and r"\Seen" in kept.flags)]
        self._say(" ".join(["* SEARCH", *found]))
        self._say(f"{tag} OK done")

    def _fetch(self, tag: str, words: list[str]) -> None:
        for number, uid, kept in self._chosen(words[0]):
            part = _PART.search(words[1])
            hit = part and self.post.only_uid in {0, uid}
            if hit and self.post.fault == "refuse_fetch":
                self._say(f"{tag} NO cannot read that one")
                return
            items = f"UID {uid} FLAGS ({' '.join(sorted(kept.flags))}) RFC822.SIZE {len(kept.raw)}"
            if not part:
                self._say(f"* {number} FETCH ({items})")
                continue
            self._give(f"* {number} FETCH ({items} ", part, kept.raw, broken=bool(hit))
        self._say(f"{tag} OK done")

    def _give(self, start: str, part: re.Match[str], raw: bytes, *, broken: bool) -> None:
        data = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if part[1] else raw
        origin = ""
        if part[2]:
            data, origin = data[int(part[2]) :][: int(part[3])], f"<{part[2]}>"
        self.writer.write(f"{start}BODY[{part[1].upper()}]{origin} {{{len(data)}}}\r\n".encode())
        if broken and self.post.fault == "drop_in_fetch":
            self.writer.write(data[: len(data) // 2])
            raise Hangup
        self.post.fetched += len(data)
        self.writer.write(data + b")\r\n")

    def _store(self, tag: str, words: list[str]) -> None:
        flags = set(words[2].strip("()").split())
        for _number, _uid, kept in self._chosen(words[0]):
            kept.flags = kept.flags | flags if words[1].startswith("+") else kept.flags - flags
        self._say(f"{tag} OK done")

    def _copy(self, tag: str, words: list[str]) -> None:
        target = self.post.folders.folders.get(words[1])
        if target is None:
            self._say(f"{tag} NO [TRYCREATE] no such folder")
            return
        for _number, _uid, kept in list(self._chosen(words[0])):
            target.add(kept.raw, kept.flags)
        self._say(f"{tag} OK done")

    def _move(self, tag: str, words: list[str]) -> None:
        target = self.post.folders.folders.get(words[1])
        if target is None or self.post.fault == "no_move":
            self._say(f"{tag} NO [TRYCREATE] no such folder")
            return
        for _number, uid, kept in list(self._chosen(words[0])):
            target.add(kept.raw, kept.flags)
            self._remove(uid)
        self._say(f"{tag} OK done")

    def _expunge(self, tag: str, words: list[str]) -> None:
        for _number, uid, kept in list(self._chosen(words[0] if words else "1:*")):
            if r"\Deleted" in kept.flags:
                self._remove(uid)
        self._say(f"{tag} OK done")

    def _remove(self, uid: int) -> None:
        letters = self._open().letters
        number = list(letters).index(uid) + 1
        del letters[uid]
        self._say(f"* {number} EXPUNGE")


def _words(arguments: str) -> list[str]:
    return [
        re.sub(r"\\(.)", r"\1", quoted) if match.group(1) is not None else group or word
        for match in _TOKEN.finditer(arguments)
        for quoted, group, word in [(match[1] or "", match[2], match[3])]
    ]
