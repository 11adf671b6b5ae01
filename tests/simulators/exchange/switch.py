"""What the exchange does with calls; no HTTP server in here, so that tests can drive it directly."""

import hashlib
import hmac
import json
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import requests


@dataclass
class Call:
    """One call as the exchange sees it. ``state``: ringing | queued | talking | over."""

    id: str
    caller: str
    number: str
    state: str = "queued"
    ringing: list[str] = field(default_factory=list)
    talking: str = ""
    position: int = 0
    cause: str = ""
    rung_at: float = 0.0
    # The desk's answer to the last event, and how long it took, in milliseconds.
    told: dict[str, Any] = field(default_factory=dict)
    took_ms: float = 0.0


class Switch:
    """Holds the calls in memory, posts events to the desk and asks again for those that wait.

    ``poll`` is how often (seconds) a waiting call asks the desk again; ``ring`` is for how long one extension
    is rung before the call moves on.
    """

    def __init__(self, desk: str, token: str, *, number: str, secret: str, poll: float, ring: float) -> None:
        self.url = f"{desk.rstrip('/')}/api/telephony/{token}/events/"
        self.number, self.secret, self.poll, self.ring = number, secret, poll, ring
        self.calls: dict[str, Call] = {}
        self.lock = threading.RLock()
        self.trouble = ""
        self._made = 0
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._keep_asking, daemon=True)

    def begin(self) -> None:
        self._watch.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._watch.is_alive():
            self._watch.join(timeout=15)

    def reset(self) -> None:
        with self.lock:
            self.calls.clear()
            self.trouble = ""

    def seen(self) -> list[dict[str, Any]]:
        """All calls, newest first."""
        with self.lock:
            return [asdict(call) for call in reversed(self.calls.values())]

    def ring_in(self, caller: str, call_id: str = "") -> Call:
        """A call comes in from ``caller`` ("anonymous" hides the number)."""
        with self.lock:
            self._made += 1
            call = Call(call_id or f"{int(time.time())}.{self._made}", caller, self.number)
            self.calls[call.id] = call
            self._ask(call)
            return call

    def answer(self, call_id: str, extension: str = "") -> Call:
        """Somebody lifts the receiver: the extension that rings, unless another one is named."""
        with self.lock:
            call = self._open(call_id)
            who = extension or (call.ringing[0] if call.ringing else "")
            if not who:
                raise LookupError("nothing rings")
            self._connect(call, who)
            return call

    def hang_up(self, call_id: str) -> Call:
        """The caller, or the specialist, ends the call."""
        with self.lock:
            call = self._open(call_id)
            call.cause = "normalClearing" if call.talking else "cancel"
            call.state, call.ringing = "over", []
            self._tell(call, event="hangup", cause=call.cause, user=call.talking)
            return call

    def refuse(self, call_id: str) -> Call:
        """The extension that rings refuses, or nobody lifts it: the call moves on."""
        with self.lock:
            call = self._open(call_id)
            if not call.ringing:
                raise LookupError("nothing rings")
            self._ask(call, refused=call.ringing[0])
            return call

    def _open(self, call_id: str) -> Call:
        call = self.calls[call_id]
        if call.state == "over":
            raise LookupError("the call is over")
        return call

    def _connect(self, call: Call, extension: str) -> None:
        call.state, call.talking, call.ringing = "talking", extension, []
        self._tell(call, event="answer", user=extension, answeringNumber=extension)

    def _ask(self, call: Call, refused: str = "") -> None:
        told = self._tell(call, event="newCall", **({"refused": refused} if refused else {}))
        if told is None:
            return
        # The specialist pressed "answer" on the screen: the exchange puts the call through to that extension.
        if told.get("answered"):
            self._connect(call, str(told["answered"]))
            return
        offer = [str(extension) for extension in told.get("offer", [])]
        if offer != call.ringing:
            call.rung_at = time.monotonic()
        call.ringing, call.state = offer, "ringing" if offer else "queued"
        call.position = int(told.get("queue_position", 0))

    def _tell(self, call: Call, event: str, **more: str) -> dict[str, Any] | None:
        fields = {
            "event": event,
            "callId": call.id,
            "from": call.caller,
            "to": call.number,
            "direction": "in",
        }
        body = json.dumps(fields | more).encode()
        headers = {"Content-Type": "application/json"}
        if self.secret:
            digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Abilaud-Signature"] = f"sha256={digest}"
        began = time.perf_counter()
        try:
            response = requests.post(self.url, data=body, headers=headers, timeout=10)
            told: dict[str, Any] = response.json()
        except (requests.RequestException, ValueError) as trouble:
            self.trouble = type(trouble).__name__
            return None
        call.took_ms = round((time.perf_counter() - began) * 1000, 1)
        self.trouble = "" if response.ok else f"{response.status_code}: {told.get('error', '')}"
        call.told = told
        return told if response.ok else None

    def _keep_asking(self) -> None:
        while not self._stopped.wait(self.poll):
            with self.lock:
                for call in list(self.calls.values()):
                    if call.state not in {"ringing", "queued"}:
                        continue
                    late = call.ringing and time.monotonic() - call.rung_at > self.ring
                    self._ask(call, refused=call.ringing[0] if late else "")
