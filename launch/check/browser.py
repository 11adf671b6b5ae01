"""A browser without JavaScript: pages, links, forms with all their hidden fields, cookies, redirects."""

import json
import re
import threading
from functools import cached_property
from typing import Any, cast
from urllib.parse import urljoin

import requests
from lxml import html
from lxml.html import FormElement, HtmlElement

_TIMEOUT = 30  # seconds; nothing of ours may take so long


class NotThere(Exception):
    """What a person would look for on the page is not on it; the text says what is."""


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class Page:
    """What came back, as a person sees it."""

    def __init__(self, browser: "Browser", response: requests.Response) -> None:
        self.browser = browser
        self.response = response
        self.url = response.url

    @cached_property
    def tree(self) -> HtmlElement:
        """Read when asked for: a file may have come in place of a page."""
        return cast(HtmlElement, html.document_fromstring(self.response.content or b"<html></html>"))

    @property
    def text(self) -> str:
        """All words, in one line."""
        return _squeezed(self.tree.text_content())

    def find(self, xpath: str) -> list[HtmlElement]:
        """The elements of an XPath expression."""
        return cast(list[HtmlElement], self.tree.xpath(xpath))

    def must_say(self, *words: str) -> "Page":
        """Fail unless each of `words` is on the page."""
        for word in words:
            if word not in self.text:
                raise NotThere(f"{self} does not say {word!r}")
        return self

    def link(self, href: str = "", text: str = "") -> str:
        """The address of the first link that matches the pattern `href` and whose words hold `text`."""
        for anchor in self.tree.iter("a"):
            address = anchor.get("href") or ""
            if re.search(href, address) and text in _squeezed(anchor.text_content()):
                return str(urljoin(self.url, address))
        raise NotThere(f"{self} has no link {href or text!r}")

    def follow(self, href: str = "", text: str = "") -> "Page":
        """Go where that link leads."""
        return self.browser.get(self.link(href, text))

    def form(self, action: str = "", *, button: str = "", field: str = "", near: str = "") -> "Form":
        """The first form by a pattern of its address, words of a button, a field, and words around it."""
        for element in self.tree.forms:
            form = Form(self, element)
            fits = re.search(action, form.action) and form.has_button(button) and form.has_field(field)
            if fits and near in form.surroundings():
                return form
        raise NotThere(f"{self} has no form {[each for each in (action, button, field, near) if each]}")

    def __str__(self) -> str:
        """The address, headings, notices and forms: enough to see what went wrong."""
        path = re.sub(r"^https?://[^/]+", "", self.url)
        told = "//h1 | //*[contains(@class, 'notice') or contains(@class, 'error') or @role='alert']"
        seen = [_squeezed(element.text_content()) for element in self.find(told)]
        forms = [Form(self, element).outline() for element in self.find("//main//form")]
        return f"{path} ({self.response.status_code}; {' | '.join(seen)[:600]}; forms: {forms})"


class Form:
    """A form as the page gave it; what is not filled in is sent as it stands."""

    def __init__(self, page: Page, element: FormElement) -> None:
        self.page = page
        self.element = element
        self.action = urljoin(page.url, element.get("action") or page.url)
        self._files: dict[str, tuple[str, bytes, str]] = {}
        self._ticked: list[tuple[str, str]] = []

    def _buttons(self) -> list[HtmlElement]:
        buttons = [*self.element.iter("button"), *self.element.xpath(".//input[@type='submit']")]
        return [button for button in buttons if (button.get("type") or "submit") == "submit"]

    def _button(self, words: str) -> HtmlElement | None:
        for button in self._buttons():
            if words in (_squeezed(button.text_content()), button.get("value"), button.get("name")):
                return button
        return next((b for b in self._buttons() if words in _squeezed(b.text_content())), None)

    def has_button(self, words: str) -> bool:
        """Whether a button says so (by words, value or name)."""
        return not words or self._button(words) is not None

    def has_field(self, name: str) -> bool:
        """Whether a field of this name is there."""
        return not name or name in self.element.fields

    def surroundings(self) -> str:
        """The words of the list entry, table row or section that holds the form."""
        around = self.element.xpath("ancestor::*[self::li or self::tr or self::section][1]")
        return _squeezed(around[0].text_content()) if around else self.page.text

    def outline(self) -> str:
        """Address, fields and buttons, for messages."""
        fields = [name for name in self.element.fields if name != "csrfmiddlewaretoken"]
        buttons = [_squeezed(button.text_content()) for button in self._buttons()]
        return f"{re.sub(r'^https?://[^/]+', '', self.action)} {fields} {buttons}"

    def options(self, name: str) -> dict[str, str]:
        """The choices of a list or of radio buttons: words -> value."""
        found = {
            _squeezed(o.text_content()): o.get("value", "")
            for o in self._of(f".//select[@name='{name}']//option")
        }
        for box in self._of(f".//input[@name='{name}']"):
            named = self._of(f".//label[@for='{box.get('id')}']") if box.get("id") else []
            label = named[0] if named else box.getparent()
            found[_squeezed(label.text_content()) if label is not None else ""] = box.get("value", "on")
        return found

    def _of(self, xpath: str) -> list[HtmlElement]:
        return cast(list[HtmlElement], self.element.xpath(xpath))

    def fill(self, **values: str | list[str]) -> "Form":
        """Write into fields by name; a field that is not there is a failure."""
        for name, value in values.items():
            if name not in self.element.fields:
                raise NotThere(f"{self.page}: no field {name!r}")
            self._write(name, value)
        return self

    def _write(self, name: str, value: str | list[str]) -> None:
        boxes = self._of(f".//input[@type='checkbox'][@name='{name}']")
        if boxes:
            wanted = value if isinstance(value, list) else [value]
            for box in boxes:
                box.checked = box.get("value", "on") in wanted or wanted == ["on"]
        elif isinstance(value, list):
            for option in self._of(f".//select[@name='{name}']//option"):
                option.attrib.pop("selected", None)
                if option.get("value") in value:
                    option.set("selected", "")
        else:
            self.element.fields[name] = value

    def tick(self, name: str, near: str) -> "Form":
        """Tick a box that belongs to the form but stands outside it, by the words of its row."""
        mine = f"//input[@type='checkbox'][@name='{name}'][@form='{self.element.get('id')}']"
        for box in self.page.find(mine):
            row = cast(list[HtmlElement], box.xpath("ancestor::tr[1]"))
            if row and near in _squeezed(row[0].text_content()):
                self._ticked.append((name, box.get("value", "on")))
                return self
        raise NotThere(f"{self.page}: no box {name!r} near {near!r}")

    def choose(self, name: str, words: str) -> "Form":
        """Choose from a list or radio buttons by what it says."""
        for said, value in self.options(name).items():
            if words in said:
                return self.fill(**{name: value})
        raise NotThere(f"{self.page}: {name!r} has no choice {words!r}, but {list(self.options(name))}")

    def attach(self, name: str, filename: str, content: bytes, kind: str) -> "Form":
        """Put a file into a file field."""
        if not self._of(f".//input[@type='file'][@name='{name}']"):
            raise NotThere(f"{self.page}: no file field {name!r}")
        self._files[name] = (filename, content, kind)
        return self

    def submit(self, button: str = "", *, expect: int = 200) -> Page:
        """Press a button (the first one when none is named) and follow where it leads."""
        pressed = self._button(button) if button else next(iter(self._buttons()), None)
        if button and pressed is None:
            raise NotThere(f"{self.page}: no button {button!r}")
        fields = [(name, value) for name, value in self.element.form_values() if name not in self._files]
        fields += self._ticked
        address = self.action
        if pressed is not None:
            if pressed.get("name"):
                fields.append((pressed.get("name", ""), pressed.get("value", "")))
            address = urljoin(self.page.url, pressed.get("formaction") or address)
        if (self.element.get("method") or "get").lower() == "get":
            return self.page.browser.get(address, expect=expect, params=fields)
        return self.page.browser.send(address, fields, self._files, referer=self.page.url, expect=expect)


class Browser:
    """One person's browser."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept-Language"] = "et"

    def get(self, address: str, *, expect: int = 200, params: list[tuple[str, str]] | None = None) -> Page:
        """Open an address; any other status than the expected one is a failure."""
        url = urljoin(self.home, address)
        return self._page(self.session.get(url, params=params, timeout=_TIMEOUT), expect)

    def send(
        self,
        address: str,
        fields: list[tuple[str, str]],
        files: dict[str, tuple[str, bytes, str]],
        *,
        referer: str,
        expect: int = 200,
    ) -> Page:
        """Post a form."""
        answer = self.session.post(
            address, data=fields, files=files or None, headers={"Referer": referer}, timeout=_TIMEOUT
        )
        return self._page(answer, expect)

    def tell(self, page: Page, address: str, values: dict[str, object]) -> dict[str, Any]:
        """What a script of the page is answered to a question in JSON."""
        token = page.find("//input[@name='csrfmiddlewaretoken']")
        headers = {"X-CSRFToken": token[0].get("value", "") if token else "", "Referer": page.url}
        answer = self.session.post(
            urljoin(self.home, address), json=values, headers=headers, timeout=_TIMEOUT
        )
        if answer.status_code != 200:
            raise NotThere(f"{answer.status_code} to a question in JSON: {self._page(answer, 200)}")
        return cast(dict[str, Any], answer.json())

    def download(self, address: str) -> bytes:
        """The bytes behind a link."""
        answer = self.session.get(urljoin(self.home, address), timeout=_TIMEOUT)
        self._page(answer, 200)
        return answer.content

    def _page(self, answer: requests.Response, expect: int) -> Page:
        page = Page(self, answer)
        if answer.status_code != expect:
            raise NotThere(f"{answer.status_code} instead of {expect}: {page}")
        return page

    def listen(self, address: str) -> "Stream":
        """Open a stream of server-sent events, as an open page does."""
        return Stream(self.session.get(urljoin(self.home, address), stream=True, timeout=(5, 60)))


class Stream:
    """The events that arrive on one open page."""

    def __init__(self, answer: requests.Response) -> None:
        self.events: list[tuple[str, int]] = []
        self.opened = threading.Event()
        self._answer = answer
        threading.Thread(target=self._read, daemon=True).start()
        if not self.opened.wait(5):
            raise NotThere(f"{answer.url} does not open ({answer.status_code})")

    def _read(self) -> None:
        try:
            for line in self._answer.iter_lines(chunk_size=1, decode_unicode=True):
                if line.startswith("data: {"):
                    told = json.loads(line[6:])
                    self.events.append((told["event"], told["pk"]))
                elif line.startswith("data: "):  # the greeting
                    self.opened.set()
        except (requests.RequestException, AttributeError):
            return  # closed

    def close(self) -> None:
        """Close the page."""
        self._answer.close()
