"""A hand that waits for the page, as a person does who looks at it before the next key.

Playwright waits until a control can be seen, not until the page that is being left has gone, nor until the
new page's scripts listen: a key pressed in between goes nowhere. Every deed of a test passes through here.
"""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page
from playwright.sync_api import TimeoutError as TooLong

# What the page itself says of leaving it; a click that only downloads something leaves nothing.
LEAVING = """(() => {
  window.left = 0;
  const leave = () => (window.left = performance.now());
  addEventListener("submit", (event) => event.defaultPrevented || leave());
  addEventListener("beforeunload", leave);
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const stays = !link || event.defaultPrevented || link.target || link.getAttribute("href").startsWith("#");
    if (!stays) leave();
  });
})()"""
STANDS = """() => document.readyState === "complete"
  && !(window.left && performance.now() - window.left < 2000)
  && !document.querySelector(".htmx-request")"""
# The longest that is waited, in milliseconds: then the test says itself what is missing.
LONGEST = 5_000
DEEDS = ("click", "fill", "select_option", "check", "uncheck", "press", "press_sequentially")


def ready(page: Page) -> None:
    """Wait until the page has come, its scripts listen, and nothing it asked for is on the way."""
    try:
        page.wait_for_function(STANDS, timeout=LONGEST, polling=20)
    except TooLong:
        return


def patient(context: BrowserContext) -> None:
    """Whoever presses a key on a page of this context waits for that page first."""
    context.add_init_script(LEAVING)
    context.on("page", _patient_keyboard)


def _patient_keyboard(page: Page) -> None:
    for name in ("press", "type", "insert_text"):
        setattr(page.keyboard, name, _after(getattr(page.keyboard, name), lambda: page))


def _after(deed: Callable[..., Any], page: Callable[[], Page]) -> Callable[..., Any]:
    def wait_and_do(*arguments: Any, **options: Any) -> Any:
        ready(page())
        return deed(*arguments, **options)

    return wait_and_do


def _patient_locators() -> None:
    for name in DEEDS:
        deed = getattr(Locator, name)

        def wait_and_do(self: Locator, *arguments: Any, deed: Any = deed, **options: Any) -> Any:
            ready(self.page)
            return deed(self, *arguments, **options)

        setattr(Locator, name, wait_and_do)


_patient_locators()
