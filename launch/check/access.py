"""From the ring of a telephone to a portal that the client can use."""

import hashlib
import re
from typing import Any

import requests

from launch.check.browser import NotThere, Page
from launch.check.steps import Step, World, until

MARI = "+37255500001"
MARI_CODE, HEAD_CODE, BOOKKEEPER_CODE = "24503120016", "14101010079", "24402020080"
MARI_EMAIL = "mari.tamm@tammepuit.example"
COMPANY = "Tamme Puit OÜ"


def waits_for_calls(world: World) -> None:
    """A specialist comes to the desk: available, page open, stream connected"""
    riina = world.person("spetsialist")
    presence = riina.get("/people/presence/").form("/people/presence/")
    if presence.has_button("available"):
        presence.submit("available")
    world.found["stream"] = riina.listen("/live/")


def rings(world: World) -> None:
    """The exchange announces a known number and is told whom to ring; the open page hears of it"""
    call = world.tell("exchange", "/call", **{"from": MARI})
    world.found["exchange_call"] = call["id"]
    if call["told"].get("offer") != ["101"]:
        raise NotThere(f"the exchange is told {call['told']}")
    pushed = until(lambda: dict(world.found["stream"].events).get("call"), "the push of the call", 5)
    card = world.person("spetsialist").get("/calls/card/").must_say("Mari Tamm", COMPANY)
    world.found["card"] = card
    world.found["call"] = pushed


def answers(world: World) -> None:
    """Answering opens the call workspace"""
    page = world.found["card"].form("/answer/").submit()
    if not re.search(r"/calls/\d+/$", page.url):
        raise NotThere(f"answering leads to {page}")
    world.found["workspace"] = page.url


def says_who_and_for_whom(world: World) -> None:
    """Caller and on whose behalf, an enquiry with its topic, the e-mail address read back"""
    riina = world.person("spetsialist")
    page = riina.get(world.found["workspace"])
    page = page.form("/choose/", near=COMPANY).submit().must_say("Mari Tamm", COMPANY)
    world.found["client"] = client_of(page)
    form = page.form("/enquiry/", field="topic").choose("topic", "Making a user contract")
    page = form.fill(question="Soovime hakata portaali kasutama.").submit()
    world.found["enquiry"] = page.link(r"/enquiries/\d+/$")
    page.form("/contact/", near=MARI_EMAIL).submit()


def client_of(page: Page) -> int:
    return int(page.link(r"/clients/\d+/$").rstrip("/").rsplit("/", 1)[1])


def register_says_alone(world: World) -> None:
    """A worker asks the Business Register: the sole right of Mari Tamm, kept as evidence"""
    riina, client = world.person("spetsialist"), world.found["client"]
    asked(world, client, "may represent alone", "Mari Tamm")
    check = riina.get(f"/representation/client/{client}/").follow(r"/representation/\d+/$")
    form = check.form("/answer/", field="reason")
    answer = form.fill(reason=next(filter(None, form.options("reason").values()))).submit()
    if "10000001" not in answer.response.text or "Envelope" not in answer.response.text:
        raise NotThere("the register's answer as received is not the SOAP answer")


def register_says_otherwise(world: World) -> None:
    """And for others: joint by groups, text only, not found, deleted, a fault"""
    riina = world.person("spetsialist")
    for code, words in {
        "10000018": "represent together",
        "10000024": "a person must read the special conditions",
        "10000030": "not in the Business Register",
        "10000047": "deleted from the Business Register",
        "10000053": "The Business Register reported a fault",
    }.items():
        found = riina.get("/clients/").form("/clients/", field="text").fill(text=code).submit()
        asked(world, client_of(found), words)


def asked(world: World, client: int, *words: str) -> None:
    panel = f"/representation/client/{client}/panel/"
    riina = world.person("spetsialist")
    page = riina.get(panel)
    if page.find("//form[contains(@action, '/ask/')]"):  # not there while a question is under way
        page.form("/ask/").submit()
    until(lambda: riina.get(panel).must_say(*words), f"the register's answer about client {client}")


def drafts(world: World) -> None:
    """A user contract and a main user's power of attorney are drafted and rendered by a worker"""
    riina, client = world.person("spetsialist"), world.found["client"]
    enquiry = world.found["enquiry"].rstrip("/").rsplit("/", 1)[1]
    form = riina.get(f"/documents/draft/{client}/?enquiry={enquiry}").form("/draft/", field="kinds")
    form.fill(kinds=["user_contract", "main_user_poa"]).choose("person", "Mari Tamm")
    page = form.submit().form("/draft/", button="Draft documents").submit("Draft documents")
    world.found["package"] = page.url
    page = until(lambda: rendered(riina.get(page.url)), "the rendered documents", 60)
    drafts = {address: riina.download(address) for address in pdf_links(page)}
    world.found["drafts"] = {hashlib.sha256(content).hexdigest() for content in drafts.values()}
    if len(drafts) != 2 or not all(content.startswith(b"%PDF-1.7") for content in drafts.values()):
        raise NotThere(f"the drafts are not two PDF files: {list(drafts)}")


def rendered(page: Page) -> Page | None:
    return page if len(pdf_links(page)) == 2 and page.form("/send/") else None


def pdf_links(page: Page) -> list[str]:
    return [str(a.get("href")) for a in page.find("//a[contains(@href, '/pdf/')]")]


def sends(world: World) -> None:
    """They are sent: the letter holds a link to the client's page"""
    riina = world.person("spetsialist")
    riina.get(world.found["package"]).form("/send/").choose("to", MARI_EMAIL).submit()
    letter = until(lambda: letters(world)[-1:], "the letter to the client")[0]
    world.found["link"] = next(link for link in letter["links"] if "/k/" in link)
    world.found["letters"] = len(letters(world))


def letters(world: World) -> list[dict[str, list[str]]]:
    return list(world.ask("mailbox", f"/messages?to={MARI_EMAIL}"))


def signs_without_right(world: World) -> None:
    """The client downloads; a container signed by the bookkeeper is refused in one sentence"""
    page = world.stranger().get(world.found["link"])
    client = page.browser
    files: dict[str, bytes] = {}
    for anchor in page.find("//a[contains(@href, '/document/')]"):
        name = str(anchor.text_content()).split()[-1]
        files[name] = client.download(str(anchor.get("href")))
    if {hashlib.sha256(content).hexdigest() for content in files.values()} != world.found["drafts"]:
        raise NotThere(f"what the client downloads is not what was drafted: {list(files)}")
    world.found["files"] = files
    upload(world, page, sign(world, BOOKKEEPER_CODE, files))
    page = until(lambda: mended(client.get(world.found["link"])), "the refusal")
    if "Lepp" not in page.text and "Tamm" not in page.text:
        raise NotThere(f"the refusal does not say who is missing: {page}")


def mended(page: Page) -> Page | None:
    return page if page.form("/upload/") and page.find("//*[contains(@class, 'notice--bad')]") else None


def sign(world: World, code: str, files: dict[str, bytes]) -> bytes:
    parts = [("files", (name, content)) for name, content in files.items()]
    answer = requests.post(f"{world.systems['eid']}/sign", data={"identity": code}, files=parts, timeout=30)
    answer.raise_for_status()
    return answer.content


def upload(world: World, page: Page, container: bytes) -> Page:
    form = page.form("/upload/", field="container")
    return form.attach("container", "dokumendid.asice", container, "application/vnd.etsi.asic-e+zip").submit()


def signs(world: World) -> None:
    """The client signs outside and returns one container with both; it is verified and passes"""
    page = world.stranger().get(world.found["link"])
    upload(world, page, sign(world, MARI_CODE, world.found["files"]))
    riina = world.person("spetsialist")
    package = world.found["package"]
    until(lambda: riina.get(package).link(r"/container/\d+/$", "Download the container"), "the agency's turn")


def agency_signs(world: World) -> None:
    """The agency signs the same container last; it is verified again"""
    head = world.person("juht")
    waiting = head.get("/documents/agency/")
    number = world.found["package"].rstrip("/").rsplit("/", 1)[1]
    container = head.download(waiting.link(r"/container/\d+/$"))
    signed = sign(world, HEAD_CODE, {"dokumendid.asice": container})
    form = waiting.form(f"/{number}/agency/$")
    form.attach("container", "dokumendid.asice", signed, "application/vnd.etsi.asic-e+zip").submit()


def published(world: World) -> None:
    """Published to the portal once each; the client can use it and is told so by e-mail"""
    entries = until(lambda: both(world.ask("portal", "/_entries")), "both documents in the portal", 60)
    world.found["entries"] = entries
    letter = until(
        lambda: letters(world)[world.found["letters"] :], "the letter that the portal can be used"
    )[-1]
    if "/k/" in " ".join(letter["links"]) and not letter:
        raise NotThere("no letter")
    answer = requests.post(
        f"{world.systems['portal']}/login",
        data={"client_code": "10000001", "person_code": MARI_CODE},
        timeout=20,
    )
    if "Juurdepääs on olemas" not in answer.text:
        raise NotThere("the portal does not let Mari Tamm in")


def both(listing: dict[str, Any]) -> dict[str, Any] | None:
    return listing if len(listing["entries"]) == 2 else None


STEPS: list[Step] = [
    waits_for_calls,
    rings,
    answers,
    says_who_and_for_whom,
    register_says_alone,
    register_says_otherwise,
    drafts,
    sends,
    signs_without_right,
    signs,
    agency_signs,
    published,
]
