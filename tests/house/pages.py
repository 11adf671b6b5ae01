"""What every page must hold in a browser: one sentence for each fault."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Request

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Where the scheme changes on an open page, some inherited colours stay: all styles are computed anew.
ANEW = """() => { const all = document.documentElement.style;
    all.display = 'none'; document.body.offsetHeight; all.display = ''; document.body.offsetHeight; }"""
COLOURS = ["color-contrast", "link-in-text-block"]  # all that may differ in another scheme of the same page
NARROW = 320  # CSS pixels: WCAG 1.4.10
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
# What may be wider than the page, because it scrolls within itself.
SCROLLS = ".table-wrap, .chart-wide, .tabs, .nav, pre"


def settle(page: Page) -> None:
    """Wait until the panels that the page loads have come."""
    page.wait_for_function("() => !window.htmx || !document.querySelector('.htmx-request')")


def faults(
    page: Page,
    language: str,
    allowed: frozenset[str] = frozenset(),
    *,
    axe: bool = True,
    dark: bool = False,
) -> Iterator[str]:
    """What is wrong with the page that is open, and in the `dark`; `allowed` are axe rules it may break.

    Without `axe` only what another language can break: that it says which one, and its width.
    """
    settle(page)
    if page.locator("html").get_attribute("lang") != language:
        yield f"does not say that it is in {language}"
    if axe:
        page.evaluate(AXE_SCRIPT)
        yield from _violations(page, RULES, allowed)
    if dark:
        page.emulate_media(color_scheme="dark")
        page.evaluate(ANEW)
        yield from _violations(page, COLOURS, allowed, " in the dark")
        page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": NARROW, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW:
        yield f"is {width} px wide at {NARROW} px: {_widest(page)}"


def _violations(page: Page, rules: list[str], allowed: frozenset[str], where: str = "") -> Iterator[str]:
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    violations: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(document, options).then(result => result.violations)", options
    )
    for violation in violations:
        if violation["id"] not in allowed:
            for node in violation["nodes"][:3]:
                tail = node["failureSummary"][-200:]
                yield f"axe {violation['id']}{where}: {node['html'][:160]} ({tail})"


def _widest(page: Page) -> str:
    script = """scrolls => [...document.body.querySelectorAll('*')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(scrolls))
        .slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')"""
    return str(page.evaluate(script, SCROLLS))


def policy_faults(headers: dict[str, str]) -> list[str]:
    """What is missing from the content security policy, or loosens it."""
    policy = headers.get("content-security-policy", "")
    given = {part.strip() for part in policy.split(";")}
    missing = [f"policy lacks {directive}" for directive in sorted(POLICY - given)]
    return missing + (["policy is unsafe"] if "unsafe" in policy or "*" in policy else [])


def watch_hosts(page: Page, base: str, strangers: list[str]) -> None:
    """Note every request of the page that leaves our own host."""
    own = urlsplit(base).netloc

    def look(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != own:
            strangers.append(request.url)

    page.on("request", look)
