"""From the ring of a telephone to a portal that the client can use."""

import hashlib
import re
from typing import Any

import requests
from lxml.html import HtmlElement

from launch.check import agency, telephone
from launch.check.browser import Browser, NotThere, Page
from launch.check.steps import Step, World, an_hour_passes, until
from launch.check.telephone import number_of

MARI = "+37255500001"
MARI_CODE, BOOKKEEPER_CODE = "24503120016", "24402020080"
MARI_EMAIL = "mari.tamm@tammepuit.example"
COMPANY = agency.COMPANY


def waits_for_calls(world: World) -> None:
    """A specialist comes to the desk: available, page open, stream connected"""
    telephone.is_available(world)


def rings(world: World) -> None:
    """The exchange announces a known number and is told whom to ring; the open page shows who it may be"""
    telephone.rings(world, MARI, "Mari Tamm", COMPANY)


def answers(world: World) -> None:
    """Answering puts the call through and opens the call workspace"""
    telephone.answers(world)


def says_who_and_for_whom(world: World) -> None:
    """The caller is chosen, and on whose behalf she calls; her e-mail address stays masked"""
    page = world.person("spetsialist").get(world.found["workspace"])
    page = page.form("/choose/", near=COMPANY).submit().must_say("Mari Tamm", COMPANY)
    world.found["client"] = client_of(page)
    if MARI_EMAIL in page.response.text or MARI_CODE in page.response.text:
        raise NotThere("a caller whom nobody knows yet is shown the contacts or the code of Mari Tamm")


def shows_who_she_is(world: World) -> None:
    """The caller is identified by a known number and her code's last digits: the client's data may be told"""
    telephone.is_identified(world, MARI_CODE[-4:])
    story = world.person("spetsialist").get(f"/records/client/{world.found['client']}/timeline/")
    agreed = "calls from a number known to us, last four digits of the personal code"
    story.must_say(f"caller identified ({agreed})")


def asks(world: World) -> None:
    """An enquiry with its topic, the e-mail address read back"""
    page = world.person("spetsialist").get(world.found["workspace"])
    form = page.form("/enquiry/", field="topic").choose("topic", "Making a user contract")
    page = form.fill(question="Soovime hakata portaali kasutama.").submit()
    world.found["enquiry"] = page.link(r"/enquiries/\d+/$")
    page.form("/contact/", near=MARI_EMAIL).submit()


def client_of(page: Page) -> int:
    return number_of(page.link(r"/clients/\d+/$"))


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
    until(lambda: answered(riina.get(panel), *words), f"the register's answer about client {client}")


def answered(panel: Page, *words: str) -> Page | None:
    """The panel once the new answer is there; until then it shows the one of before."""
    return None if "is being asked" in panel.text else panel.must_say(*words)


def drafts(world: World) -> None:
    """A user contract and a main user's power of attorney are drafted and rendered by a worker"""
    riina, client = world.person("spetsialist"), world.found["client"]
    enquiry = number_of(world.found["enquiry"])
    form = riina.get(f"/documents/draft/{client}/?enquiry={enquiry}").form("/draft/", field="kinds")
    chosen = form.fill(kinds=["user_contract", "main_user_poa"]).submit("Go on").must_say("Mari Tamm")
    form = chosen.form("/draft/", field="main_user_poa-person_code").choose("portal", "e-Keskkonnaamet")
    page = form.submit("Draft documents")
    world.found["package"] = page.url
    page = until(lambda: rendered(riina.get(page.url)), "the rendered documents", 60)
    if any(number_in(a) for a in links_to_pdf(page)):
        raise NotThere(f"a draft has a number before it is sent: {page}")
    two_files(riina, page)


def rendered(page: Page) -> Page | None:
    return page if len(pdf_links(page)) == 2 and page.form("/send/") else None


def links_to_pdf(page: Page) -> list[HtmlElement]:
    return page.find("//a[contains(@href, '/pdf/')]")


def number_in(link: HtmlElement) -> str:
    """The number of a document, "KL-2026-0123"; empty while it has none."""
    found = re.search(r"[A-ZÕÄÖÜ]{1,4}-\d{4}-\d{4}", str(link.text_content()))
    return found[0] if found else ""


def two_files(browser: Browser, page: Page) -> set[str]:
    """Hashes of the two documents behind the links of the page."""
    files = {address: browser.download(address) for address in pdf_links(page)}
    if len(files) != 2 or not all(content.startswith(b"%PDF-1.7") for content in files.values()):
        raise NotThere(f"the documents are not two PDF files: {list(files)}")
    return {hashlib.sha256(content).hexdigest() for content in files.values()}


def pdf_links(page: Page) -> list[str]:
    return [str(a.get("href")) for a in links_to_pdf(page)]


def sends(world: World) -> None:
    """They are sent: numbers, documents made anew with them, a letter with a link to the client's page"""
    riina, package = world.person("spetsialist"), world.found["package"]
    form = riina.get(package).form("/send/").choose("to", MARI_EMAIL)
    form.choose("opens", "a code told in the call").submit()
    world.found["link"] = until(lambda: client_links(world), "the letter to the client", 60)[-1]
    page = riina.get(package)
    world.found["numbers"] = [number_in(link) for link in links_to_pdf(page)]
    if not all(world.found["numbers"]):
        raise NotThere(f"the documents that were sent have no numbers: {page}")
    world.found["drafts"] = two_files(riina, page)


def client_links(world: World) -> list[str]:
    return [link for letter in letters(world) for link in letter["links"] if "/k/" in link]


def portal_letters(world: World) -> list[dict[str, list[str]]]:
    """In Estonian, the client's language: you can use the portal now."""
    return [letter for letter in letters(world) if "portaali kasutada" in str(letter["subject"])]


def letters(world: World) -> list[dict[str, list[str]]]:
    return list(world.ask("mailbox", f"/messages?to={MARI_EMAIL}"))


def opens_the_page(world: World) -> None:
    """The link alone shows nothing; a code told in the call, typed there, opens the client's page"""
    client = world.found["at_home"] = world.stranger()
    asked = client.get(world.found["link"])
    if any(number in asked.response.text for number in (*world.found["numbers"], COMPANY)):
        raise NotThere(f"the link alone shows the documents: {asked}")
    panel = world.person("spetsialist").get(f"{world.found['package']}code/")
    told = panel.form("/code/").submit().find("//*[contains(@class, 'code-told')]")
    if not told:
        raise NotThere(f"no code to be told: {panel}")
    page = asked.form("/code/", field="code").fill(code=str(told[0].text_content())).submit()
    page.must_say(*world.found["numbers"])


def signs_without_right(world: World) -> None:
    """The client downloads; a container signed by the bookkeeper is refused in one sentence"""
    client: Browser = world.found["at_home"]
    page = client.get(world.found["link"])
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
    page = world.found["at_home"].get(world.found["link"])
    upload(world, page, sign(world, MARI_CODE, world.found["files"]))
    riina = world.person("spetsialist")
    package = world.found["package"]
    until(lambda: riina.get(package).link(r"/container/\d+/$", "Download the container"), "the agency's turn")


def administrator_names_the_signer(world: World) -> None:
    """The administrator has written down who may sign for the agency"""
    page = world.person("haldur").get("/admin/contracts/signingmandate/")
    if "Toomas Kuusk" not in page.text:
        form = page.follow("/signingmandate/add/").form(field="personal_code").choose("user", "Toomas Kuusk")
        form.fill(personal_code=agency.HEAD_CODE, basis="Käskkiri 1-2/26/3", valid_from="2026-01-01")
        form.submit("_save")


def published(world: World) -> None:
    """Each is published to the portal once, the client can use it and is told so by e-mail"""
    listing = until(lambda: both(world.ask("portal", "/_entries")), "both documents in the portal", 60)
    if listing["writes"] != 2:
        raise NotThere(f"the portal was written {listing['writes']} times")
    until(lambda: portal_letters(world), "the letter that the portal can be used", 60)
    answer = requests.post(
        f"{world.systems['portal']}/login",
        data={"client_code": "10000001", "person_code": MARI_CODE},
        timeout=20,
    )
    if "Juurdepääs on olemas" not in answer.text:
        raise NotThere("the portal does not let Mari Tamm in")


def both(listing: dict[str, Any]) -> dict[str, Any] | None:
    return listing if len(listing["entries"]) == 2 else None


def wraps_up(world: World) -> None:
    """The caller hangs up; an outcome code finishes the call"""
    telephone.finishes(world, "Documents completed")


def timeline(world: World) -> None:
    """The client's timeline tells the whole story, and the access log who looked"""
    an_hour_passes()
    world.leave("spetsialist")
    riina, address = world.person("spetsialist"), f"/records/client/{world.found['client']}/timeline/"
    until(lambda: told_whole(riina.get(address)), "the story of the client")
    world.person("audiitor").get("/records/access/").must_say("Riina Rand")


def told_whole(newest: Page) -> bool:
    """Whether the story stands on the page and on those of what was before."""
    page, told = newest, newest.text
    while older := page.find("//a[contains(@href, 'before=')]"):
        page = page.browser.get(str(older[0].get("href")))
        told += page.text
    if missing := [line for line in STORY if line not in told]:
        raise NotThere(f"the timeline does not say {missing}")
    return True


STORY = [
    "The Business Register answered: may represent alone.",
    "Documents drafted",
    "Documents sent for signing",
    "Signed container received",
    "Signed container not accepted",
    "Signatures checked and accepted",
    "The agency's signature was added",
    "added to the portal e-Keskkonnaamet",
    "Client told that the portal can be used",
    "registered in the document register as 7-1/26/2",
    "finished",
]


STEPS: list[Step] = [
    waits_for_calls,
    rings,
    answers,
    says_who_and_for_whom,
    shows_who_she_is,
    asks,
    register_says_alone,
    register_says_otherwise,
    drafts,
    sends,
    opens_the_page,
    signs_without_right,
    signs,
    administrator_names_the_signer,
    agency.signs_in_the_browser,
    published,
    agency.registered,
    agency.in_force,
    wraps_up,
    timeline,
]
