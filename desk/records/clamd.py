"""The virus scanner clamd over its socket (INSTREAM): a short code out, nothing is raised."""

import logging
import socket
import struct
import time

from django.conf import settings

from desk.outgoing import noted

log = logging.getLogger(__name__)

TIMEOUT = 20  # seconds
# After a failure it is not asked again for so many seconds: a letter of fifty files would wait for each.
REST = 30.0
_away: dict[object, float] = {}
_PIECE = 64 * 1024


def scan(data: bytes) -> str:
    """Empty when it found nothing; else `virus`, `scanner_limit`, or `not_scanned` when it is away."""
    if time.monotonic() < _away.get(settings.CLAMAV, 0.0):
        return "not_scanned"
    try:
        with noted("clamd", "scan", str(settings.CLAMAV[0]) if settings.CLAMAV else ""):
            answer = _ask(data)
    except OSError as trouble:
        _away[settings.CLAMAV] = time.monotonic() + REST
        log.warning("the virus scanner does not answer: %s", type(trouble).__name__)
        return "not_scanned"
    if answer.endswith(b"FOUND"):
        return "virus"
    if b"size limit exceeded" in answer:
        return "scanner_limit"
    return "" if answer.endswith(b"OK") else "not_scanned"


def _ask(data: bytes) -> bytes:
    assert settings.CLAMAV is not None
    place, port = settings.CLAMAV
    with socket.socket(socket.AF_INET if port else socket.AF_UNIX) as scanner:
        scanner.settimeout(TIMEOUT)
        scanner.connect((place, port) if port else place)
        scanner.sendall(b"zINSTREAM\0")
        view = memoryview(data)
        try:
            for start in range(0, len(data), _PIECE):
                piece = view[start : start + _PIECE]
                scanner.sendall(struct.pack("!I", len(piece)))
                scanner.sendall(piece)
            scanner.sendall(struct.pack("!I", 0))
        except ConnectionError:
            pass  # it says why before it hangs up: the answer is read below
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < 1_000:
            piece_of_answer = scanner.recv(500)
            if not piece_of_answer:
                break
            answer += piece_of_answer
    return answer.rstrip(b"\0\n ")
