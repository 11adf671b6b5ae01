"""Two web processes behind one address: each connection goes to the next of them that lives."""

import itertools
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit


class OneAddress:
    """A proxy for TCP. `served` counts the connections that each process was given."""

    def __init__(self, processes: Sequence[str]) -> None:
        self.ports = [int(urlsplit(url).port or 0) for url in processes]
        self.served = dict.fromkeys(self.ports, 0)
        self._turn = itertools.cycle(self.ports)
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _take(self) -> None:
        while True:
            try:
                caller, _where = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(caller,), daemon=True).start()

    def _join(self, caller: socket.socket) -> None:
        other = self._next()
        if other is None:
            caller.close()
            return
        back = threading.Thread(target=_pour, args=(other, caller), daemon=True)
        back.start()
        _pour(caller, other)
        back.join(60)
        caller.close()
        other.close()

    def _next(self) -> socket.socket | None:
        for _try in self.ports:
            with self._lock:
                port = next(self._turn)
            try:
                found = socket.create_connection(("127.0.0.1", port), timeout=5)
            except OSError:
                continue  # that one is dead: the next answers
            found.settimeout(None)
            with self._lock:
                self.served[port] += 1
            return found
        return None


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@contextmanager
def one_address(processes: Sequence[str]) -> Iterator[OneAddress]:
    """The proxy before these, until the end."""
    proxy = OneAddress(processes)
    yield proxy
    proxy.close()
