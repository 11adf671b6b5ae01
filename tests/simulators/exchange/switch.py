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
    held: bool = False
    position: int = 0
    cause: str = ""
    rung_at: float = 0.0
    # The desk's answer to the last event, and how long it took, in milliseconds.
    told: dict[str, Any] = field(default_factory=dict)
    took_ms: float = 0.0


class Switch:
    """Holds the calls in memory, posts events to the desk and asks again for those that wait.

    ``poll`` is how often (seconds) a waiting call asks the desk again; ``ring`` is for how long one extension
    is rung before the call moves on. With ``rotates`` the exchange rings these extensions by its own order,
    one after another, and only tells the desk.
    """

    def __init__(
        self,
        desk: str,
        token: str,
        *,
        number: str,
        secret: str,
        poll: float,
        ring: float,
        rotates: tuple[str, ...] = (),
    ) -> None:
        self.rotates = rotates
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

    def hold(self, call_id: str, event: str = "hold") -> Call:
        """The specialist puts the caller on hold, or with "resume" goes on talking."""
        with self.lock:
            call = self._open(call_id)
            if not call.talking:
                raise LookupError("nobody talks")
            call.held = event == "hold"
            self._tell(call, event=event)
            return call

    def _open(self, call_id: str) -> Call:
        call = self.calls[call_id]
        if call.state == "over":
            raise LookupError("the call is over")
        return call

    def _connect(self, call: Call, extension: str) -> None:
        call.state, call.talking, call.ringing = "talking", extension, []
        self._tell(call, event="answer", user=extension, answeringNumber=extension)

    def _turn(self, call: Call, refused: str) -> None:
        """Ring the next of our own extensions that does nothing else, and tell the desk."""
        busy = {each.talking for each in self.calls.values() if each.state == "talking"}
        busy |= {rung for each in self.calls.values() if each is not call for rung in each.ringing}
        free = [extension for extension in self.rotates if extension not in busy]
        if refused or not call.ringing:
            after = [e for e in free if refused in free and free.index(e) > free.index(refused)]
            call.ringing, call.rung_at = (after or free)[:1], time.monotonic()
        call.state = "ringing" if call.ringing else "queued"
        self._tell(call, event="newCall", user=call.ringing, **({"refused": refused} if refused else {}))

    def _ask(self, call: Call, refused: str = "") -> None:
        if self.rotates:
            self._turn(call, refused)
            return
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

    def _tell(self, call: Call, event: str, **more: str | list[str]) -> dict[str, Any] | None:
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
