"""A card in a reader, and Web eID with it: what the extension says to the page, with keys of the test lab.

The browser's own cryptography cannot sign a hash that was made before, so Python signs: the page's messages
come here through `page.expose_function`, and the answers go back as the extension would post them.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.simulators.eid import Lab
from tests.simulators.eid.web_eid import Reader, failure

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The extension's part in the page: it says that it heard, then what the card said.
EXTENSION = """(() => {
  addEventListener("message", async (event) => {
    const said = event.data;
    if (event.source !== window || !/^web-eid:[a-z-]+$/.test(said?.action ?? "")) return;
    if (/-(ack|success|failure)$/.test(said.action)) return;
    postMessage({ action: `${said.action}-ack` }, location.origin);
    postMessage(await window.__card(said), location.origin);
  });
})()"""


@dataclass
class Card:
    """Whose card is in the reader, and how its owner behaves.

    `refuses`: {how many times the PIN was asked before: error code}; `trouble`: the code with which
    everything fails; `asked`: what the page asked for, in order.
    """

    lab: Lab
    code: str
    refuses: dict[int, str] = field(default_factory=dict)
    trouble: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    pins: int = 0

    def insert(self, page: "Page") -> None:
        """Before the page is opened: from then on every page of the tab has the extension."""
        page.expose_function("__card", self.answer)
        page.add_init_script(EXTENSION)

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """What the extension posts once the card or its owner has spoken."""
        self.asked.append(message)
        action = str(message["action"])
        what = action.removeprefix("web-eid:")
        code = self.trouble or (self._pin() if what == "sign" else "")
        return failure(action, code) if code else Reader(self.lab, self.code).answer(message)

    def _pin(self) -> str:
        self.pins += 1
        return self.refuses.get(self.pins, "")
