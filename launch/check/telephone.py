"""What both paths begin and end with: a call that rings, is answered, and is finished with an outcome."""

import re

from launch.check.browser import NotThere, Page
from launch.check.steps import World, until


def is_available(world: World) -> None:
    """The specialist's page is open and takes calls."""
    riina = world.person("spetsialist")
    presence = riina.get("/people/presence/").form("/people/presence/")
    if presence.has_button("available"):
        presence.submit("available")
    if "stream" not in world.found:
        world.found["stream"] = riina.listen("/live/")


def rings(world: World, number: str, *shown: str) -> None:
    """A call comes in; the desk says whom to ring, and her open page hears of it."""
    heard = len(world.found["stream"].events)
    call = world.tell("exchange", "/call", {"from": number})
    world.found["exchange_call"] = call["id"]
    if call["told"].get("offer") != ["101"]:
        raise NotThere(f"the exchange is told {call['told']}")
    until(lambda: dict(world.found["stream"].events[heard:]).get("call"), "the push of the call", 5)
    world.found["card"] = world.person("spetsialist").get("/calls/card/").must_say(*shown)


def answers(world: World) -> None:
    """She presses "answer"; the exchange puts the call through, and the workspace opens."""
    page = world.found["card"].form("/answer/").submit()
    if not re.search(r"/calls/\d+/$", page.url):
        raise NotThere(f"answering leads to {page}")
    world.found["workspace"] = page.url
    until(lambda: talking(world), "the exchange puts the call through")


def talking(world: World) -> bool:
    calls = world.ask("exchange", "/calls")["calls"]
    return any(call["id"] == world.found["exchange_call"] and call["talking"] == "101" for call in calls)


def is_identified(world: World, digits: str) -> Page:
    """Until the caller shows who it is, nothing of the client is open; the register's word opens it then."""
    page = world.person("spetsialist").get(world.found["workspace"])
    panel = "//*[@id='call-panels']//a[starts-with(@href, '/documents/')]"
    if page.find(panel):
        raise NotThere("the client's data are open to a caller whom nobody knows yet")
    page = page.form("/identity/$", field="said").fill(said=digits).submit()
    page.must_say("May be told: the client's data")
    if not page.find(panel):
        raise NotThere(f"the caller is identified, and the client's data are not open: {page}")
    return page


def finishes(world: World, outcome: str) -> Page:
    """The caller hangs up; the outcome ends the call."""
    riina = world.person("spetsialist")
    world.tell("exchange", f"/calls/{world.found['exchange_call']}/hangup")
    page = riina.get(world.found["workspace"]).form("/finish/", field="outcome").choose("outcome", outcome)
    return page.submit().must_say("The call is finished.")


def number_of(url: str) -> int:
    """The number that an address ends with."""
    return int(url.rstrip("/").rsplit("/", 1)[1])
