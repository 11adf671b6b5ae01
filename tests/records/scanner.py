"""A pretended clamd: speaks INSTREAM over a socket file and finds the word EICAR-PROOV harmful."""

import socket
import struct
import threading
from pathlib import Path
from types import TracebackType

HARMFUL = b"EICAR-PROOV"


class Scanner:
    def __init__(self, place: Path | None = None, limit: int = 10_000_000) -> None:
        self.server = socket.socket(socket.AF_UNIX if place else socket.AF_INET)
        self.server.bind(str(place) if place else ("127.0.0.1", 0))
        self.address = (str(place), 0) if place else self.server.getsockname()
        self.limit = limit
        self.scanned = 0
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Scanner":
        self.server.listen(5)
        self.thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self.server.accept()
            except OSError:
                return
            with client:
                self._scan(client)

    def _scan(self, client: socket.socket) -> None:
        stream = client.makefile("rb")
        if stream.read(10) != b"zINSTREAM\0":
            client.sendall(b"UNKNOWN COMMAND\0")
            return
        data = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            data += stream.read(size)
            if len(data) > self.limit:
                client.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.scanned += 1
        client.sendall(b"stream: Proov FOUND\0" if HARMFUL in data else b"stream: OK\0")
