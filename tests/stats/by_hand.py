"""Every figure from the raw rows, by the words of its formula and apart from the product.

`raw_figures(chosen)` is what page, board, table, report and interface must all say.
"""

from collections.abc import Callable, Iterable, Iterator

from desk.enquiries.models import Topic
from stats.figures import Chosen
from tests.stats.facts import Fact, contacts, drafted, handed, local, promised, team, total, traffic


def part(some: float, all_: float) -> float | None:
    return 100 * some / all_ if all_ > 0 else None


def mean(sum_: float, number: float) -> float | None:
    return sum_ / number if number else None


def busy(sums: dict[str, int]) -> int:
    return sums["on_call_s"] + sums["wrap_up_s"]


Of = Callable[[dict[str, int]], float | None]
BY_HAND: dict[str, tuple[Callable[[], Iterator[Fact]], Of]] = {
    "offered": (traffic, lambda s: s["offered"]),
    "answered": (traffic, lambda s: s["answered"]),
    "lost": (traffic, lambda s: s["lost"]),
    "service_level": (traffic, lambda s: part(s["in_time"], s["answered"] + s["lost"] - s["short"])),
    "asa": (traffic, lambda s: mean(s["answer_wait_s"], s["answered"])),
    "abandonment": (traffic, lambda s: part(s["lost"], s["offered"])),
    "longest_wait": (traffic, lambda s: s["longest_wait_s"]),
    "aht": (traffic, lambda s: mean(s["talk_s"] + s["wrap_s"], s["finished"])),
    "acw": (traffic, lambda s: mean(s["wrap_s"], s["finished"])),
    "out": (traffic, lambda s: s["out"]),
    "opened": (contacts, lambda s: s["opened"]),
    "closed": (contacts, lambda s: s["closed"]),
    "ended": (contacts, lambda s: s["ended"]),
    "fcr": (contacts, lambda s: part(s["first_contact"], s["opened"])),
    "hand_over": (contacts, lambda s: part(s["level2"], s["opened"])),
    "repeats": (contacts, lambda s: part(s["repeats"], s["opened"])),
    "on_time": (contacts, lambda s: part(s["in_time"], s["due"])),
    "beyond": (contacts, lambda s: s["beyond"]),
    "promises_kept": (promised, lambda s: part(s["kept"], s["kept"] + s["late"] + s["broken"] + s["open"])),
    "tickets": (handed, lambda s: s["made"]),
    "tickets_back": (handed, lambda s: part(s["returned"], s["made"])),
    "ticket_answer": (handed, lambda s: mean(s["answer_s"], s["answered"])),
    "ticket_told": (handed, lambda s: mean(s["tell_s"], s["told"])),
    "documents": (drafted, lambda s: s["drafted"]),
    "documents_sent": (drafted, lambda s: s["sent"]),
    "documents_deficient": (drafted, lambda s: part(s["deficient"], s["returned"])),
    "document_time": (drafted, lambda s: mean(s["accept_s"], s["accepted"])),
    "occupancy": (team, lambda s: part(busy(s), busy(s) + s["ringing_s"] + s["ready_s"])),
    "adherence": (team, lambda s: part(s["kept_s"], s["calls_planned_s"])),
    "handle": (team, lambda s: mean(s["talk_s"] + s["wrap_s"], s["finished"])),
    "done_calls": (team, lambda s: s["calls"]),
    "done_out": (team, lambda s: s["out"]),
    "done_unanswered": (team, lambda s: s["unanswered"]),
    "done_visits": (team, lambda s: s["visits"]),
    "done_letters": (team, lambda s: s["letters"]),
    "done_enquiries": (team, lambda s: s["enquiries"]),
    "done_tickets": (team, lambda s: s["tickets"]),
    "done_tickets_back": (team, lambda s: part(s["tickets_back"], s["tickets"])),
    "done_documents": (team, lambda s: s["documents"]),
    "done_items": (team, lambda s: s["items"]),
    "planned": (team, lambda s: s["planned_s"]),
}  # fmt: skip


def successor() -> dict[int, int]:
    """The topic in which each goes on today, as its rows say."""
    following = dict(Topic.objects.values_list("pk", "succeeded_by_id"))
    found = {}
    for start in following:
        end = start
        while following[end]:
            end = following[end]
        found[start] = end
    return found


def chosen_facts(facts: Iterable[Fact], chosen: Chosen) -> Iterator[Fact]:
    """Those of the days, channels, languages, line and topics that are chosen."""
    ends = successor()
    topics = {each.pk: each for each in Topic.objects.all()}
    for fact in facts:
        if not chosen.first <= local(fact["at"]).date() <= chosen.last:
            continue
        if chosen.channels and fact["channel"] not in chosen.channels:
            continue
        if chosen.languages and fact["language"] not in chosen.languages:
            continue
        if chosen.line and fact["line"] != chosen.line:
            continue
        if "topic" in fact:
            now = topics[ends[fact["topic"]]]
            if chosen.topics and not {now.pk, now.parent_id, fact["topic"]} & set(chosen.topics):
                continue
            if chosen.unit and now.unit_id != chosen.unit:
                continue
            if chosen.portal and now.portal != chosen.portal:
                continue
        elif chosen.portal and fact["portal"] != chosen.portal:
            continue
        yield fact


def raw_figures(chosen: Chosen, *codes: str) -> dict[str, float | None]:
    """Every figure (or these) of what is chosen, from the raw rows."""
    known: dict[Callable[[], Iterator[Fact]], dict[str, int]] = {}
    found = {}
    for code in codes or BY_HAND:
        facts, of = BY_HAND[code]
        if facts not in known:
            known[facts] = total(chosen_facts(facts(), chosen))
        found[code] = of(known[facts])
    return found
