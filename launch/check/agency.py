"""The agency's part: its signature in the browser, the registrar's list, the register of what is in force."""

import io
import json
import subprocess
import sys
import zipfile
from typing import Any

import requests

from launch.check.browser import Browser, NotThere, Page
from launch.check.steps import World, until

HEAD_CODE = "14101010079"
COMPANY, COMPANY_CODE = "Tamme Puit OÜ", "10000001"
REFERENCES = ("7-1/26/1", "7-1/26/2")


def signs_in_the_browser(world: World) -> None:
    """The agency signs the same container in the browser: shown, signed with the card, confirmed, verified"""
    head, number = world.person("juht"), world.found["numbers"][0]
    requests.post(f"{world.systems['eid']}/reader", data={"identity": HEAD_CODE}, timeout=20)
    chosen = head.get("/documents/agency/").form("/agency/sitting/$").tick("package", number)
    step = chosen.submit("Sign the chosen").must_say(*world.found["numbers"], COMPANY)
    if not head.download(step.link(r"/file/0/$")).startswith(b"%PDF-1.7"):
        raise NotThere(f"what is to be signed is not shown: {step}")
    page = step.form("/seen/$").submit()
    with_the_card(world, head, page)
    riina, package = world.person("spetsialist"), world.found["package"]
    until(lambda: passed_on(riina.get(package)), "the check of the agency's signature")


def with_the_card(world: World, head: Browser, page: Page) -> None:
    """What the script of the page does: asks the card, and tells the desk what it gave."""
    [place] = page.find("//*[@data-prepare]")
    card = answered(world, "get-signing-certificate")
    certificate, offered = card["certificate"], card["supportedSignatureAlgorithms"]
    asked = {"certificate": certificate, "supportedSignatureAlgorithms": offered}
    wanted = head.tell(page, place.get("data-prepare", ""), asked)
    if "hash" not in wanted:
        raise NotThere(f"nothing to sign: {wanted.get('refused', wanted)}")
    given = answered(world, "sign", hash=wanted["hash"], hashFunction=wanted["hashFunction"])
    told = {"signature": given["signature"], "signatureAlgorithm": given["signatureAlgorithm"]}
    if not head.tell(page, wanted["finish"], told).get("kept"):
        raise NotThere("the desk did not keep the signature")
    if head.tell(page, place.get("data-prepare", ""), asked) != {"done": True}:
        raise NotThere("the desk wants one more signature")


def answered(world: World, what: str, **values: str) -> dict[str, Any]:
    """What Web eID answers, played by the lab of test cards."""
    card = world.tell("eid", "/web-eid", {"action": f"web-eid:{what}", **values})
    if not card["action"].endswith("-success"):
        raise NotThere(f"the card says {card['error']['code']}")
    return dict(card)


def passed_on(page: Page) -> bool:
    if "may sign these documents for the agency" in page.text:
        raise NotThere(f"the agency's signature is not accepted: {page}")
    return "Waiting for the agency's signature" not in page.text


def registered(world: World) -> None:
    """Both are on the registrar's list, go into a package with their containers, and get their reference"""
    registrar = world.person("referent")
    page = registrar.get("/documents/registration/").must_say(COMPANY, *world.found["numbers"])
    form = page.form("/packages/make/$")
    for number in world.found["numbers"]:
        form.tick("chosen", number)
    made = form.submit("Package of the chosen")
    with zipfile.ZipFile(io.BytesIO(made.form("/file/$").submit().response.content)) as package:
        names = package.namelist()
    if not any(name.endswith(".asice") for name in names) or not any("json" in name for name in names):
        raise NotThere(f"the package for the document register holds {names}")
    for reference, number in zip(REFERENCES, world.found["numbers"], strict=True):
        page = registrar.get("/documents/registration/")
        page.form(r"/registration/\d+/$", field="reference", near=number).fill(reference=reference).submit()
    registrar.get("/documents/registration/?show=done").must_say(*REFERENCES)


def in_force(world: World) -> None:
    """The register of what is in force names the new contract, and whom the power of attorney authorises"""
    command = [sys.executable, "manage.py", "in_force", "--client", COMPANY_CODE, "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise NotThere(f"in_force fails: {done.stderr.strip()[-300:]}")
    rows = {row["number"]: row for row in json.loads(done.stdout)["documents"]}
    if missing := set(world.found["numbers"]) - rows.keys():
        raise NotThere(f"in force, but not in the register: {missing}")
    persons = [one["name"] for number in world.found["numbers"] for one in rows[number]["persons"]]
    if not persons:
        raise NotThere("the register names nobody whom the power of attorney authorises")
