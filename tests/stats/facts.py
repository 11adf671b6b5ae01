"""What each raw row adds to the figures, by plain Python: written apart from the product."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from contracts.models import Authorisation, Container, Finding, Package
from desk import clock
from desk.calls.models import Call, CallEnquiry, Hold, Offer
from desk.counter.models import Period, Visit, VisitEnquiry
from desk.enquiries.models import Enquiry, EnquiryMail, Promise
from desk.mail.models import Incoming, Message
from desk.orders.models import WorkItem
from desk.people.models import Presence, Shift, User
from tickets.models import Escalation, Return

ZONE = ZoneInfo("Europe/Tallinn")
Fact = dict[str, Any]  # what one row adds: "at", its keys, and numbers
DAY = timedelta(days=1)


def whole(moment: datetime) -> datetime:
    """Cut to its second."""
    return moment.astimezone(UTC).replace(microsecond=0)


def gap(start: datetime | None, end: datetime | None) -> int:
    return max(0, int((whole(end) - whole(start)).total_seconds())) if start and end else 0


def local(moment: datetime) -> datetime:
    return moment.astimezone(ZONE)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def held(call: Call, holds: list[Hold]) -> int:
    """Seconds of the conversation that lie under at least one hold."""
    inside = set()
    assert call.answered_at and call.hung_up_at
    for hold in holds:
        start = whole(max(hold.started_at, call.answered_at))
        end = whole(min(hold.ended_at or call.hung_up_at, call.hung_up_at))
        while start < end:
            inside.add(start)
            start += timedelta(seconds=1)
    return len(inside)


def traffic() -> Iterator[Fact]:
    holds = defaultdict(list)
    for hold in Hold.objects.all():
        holds[hold.call_id].append(hold)
    for call in Call.objects.filter(training=False):
        fact: Fact = {"at": call.rang_at, "channel": "phone", "line": call.line_id, "language": call.language}
        fact["user"] = call.user_id
        if call.direction == "out":
            if call.answered_at:
                fact |= {"out": 1, "out_s": gap(call.answered_at, call.closed_at or call.hung_up_at)}
        else:
            fact |= answered_or_lost(call.rang_at, call.answered_at, call.hung_up_at)
            if call.answered_at and call.closed_at:
                fact |= {
                    "finished": 1, "talk_s": gap(call.answered_at, call.hung_up_at),
                    "wrap_s": gap(call.hung_up_at, call.closed_at), "hold_s": held(call, holds[call.pk]),
                }  # fmt: skip
        yield fact
    yield from visits()
    yield from letters()


def answered_or_lost(began: datetime, answered: datetime | None, ended: datetime | None) -> Fact:
    found: Fact = {"offered": 1}
    if answered:
        in_time = answered - began <= timedelta(seconds=settings.STATS_SERVICE_LEVEL_SECONDS)
        found |= {"answered": 1, "in_time": int(in_time), "answer_wait_s": gap(began, answered)}
        found["longest_wait_s"] = gap(began, answered)
    elif ended:
        short = ended - began < timedelta(seconds=settings.STATS_SHORT_ABANDON_SECONDS)
        found |= {"lost": 1, "short": int(short), "lost_wait_s": gap(began, ended)}
        found["longest_wait_s"] = gap(began, ended)
    return found


def visits() -> Iterator[Fact]:
    served = defaultdict(list)
    for period in Period.objects.filter(state="serving"):
        served[period.visit_id].append(period)
    for visit in Visit.objects.exclude(arrived_at=None):
        spans = served[visit.pk]
        first = min((each.started_at for each in spans), default=None)
        assert visit.queued_at
        fact: Fact = {"at": visit.arrived_at, "channel": "counter", "line": None, "language": visit.language}
        fact |= answered_or_lost(visit.queued_at, first, visit.over_at if visit.state == "left" else None)
        if first and visit.state == "served":
            fact |= {"finished": 1, "talk_s": sum(gap(each.started_at, each.ended_at) for each in spans)}
        yield fact


def letters() -> Iterator[Fact]:
    enquiry_of = dict(EnquiryMail.objects.values_list("incoming_id", "enquiry_id"))
    written = list(Message.objects.filter(written=True))
    for letter in Incoming.objects.filter(kind="letter", set_aside_at=None):
        about = enquiry_of.get(letter.pk)
        replies = [
            each.queued_at
            for each in written
            if each.queued_at >= letter.received_at
            and (
                each.answers_id == letter.pk
                or (about is not None and (each.subject_kind, each.subject_id) == ("enquiry", about))
            )
        ]
        fact: Fact = {"at": letter.received_at, "channel": "email", "line": None, "language": letter.language}
        yield fact | answered_or_lost(letter.received_at, min(replies, default=None), None)


def channel_of() -> Callable[[Enquiry], str]:
    began: dict[str, dict[int, list[datetime]]] = {
        name: defaultdict(list) for name in ("phone", "counter", "email")
    }
    for call in CallEnquiry.objects.select_related("call").filter(call__direction="in"):
        began["phone"][call.enquiry_id].append(call.call.rang_at)
    for visit in VisitEnquiry.objects.select_related("visit").exclude(visit__arrived_at=None):
        began["counter"][visit.enquiry_id].append(visit.visit.arrived_at)  # type: ignore[arg-type]
    for letter in EnquiryMail.objects.select_related("incoming"):
        began["email"][letter.enquiry_id].append(letter.incoming.received_at)

    def channel(enquiry: Enquiry) -> str:
        for name, contacts in began.items():
            if any(at <= enquiry.opened_at for at in contacts[enquiry.pk]):
                return name
        return "other"

    return channel


def contacts() -> Iterator[Fact]:
    every = list(Enquiry.objects.filter(practice=False))
    chains = defaultdict(list)
    for each in every:
        if each.repeats_id:
            chains[each.repeats_id].append((each.opened_at, each.pk))
    channel = channel_of()
    for each in every:
        keys = {"topic": each.topic_id, "channel": channel(each), "language": each.language}
        closed, due = each.closed_at is not None, each.due_at is not None
        again = any(later > (each.opened_at, each.pk) for later in chains[each.repeats_id or each.pk])
        yield keys | {
            "at": each.opened_at, "opened": 1, "closed": int(closed), "level2": int(each.level == 2),
            "first_contact": int(closed and each.level == 1 and not again),
            "repeats": int(each.repeats_id is not None), "beyond": int(each.beyond_competence),
            "due": int(due),
            "in_time": int(bool(each.closed_at and each.due_at and each.closed_at <= each.due_at)),
        }  # fmt: skip
        if closed:
            yield keys | {"at": each.closed_at, "ended": 1}


def promised() -> Iterator[Fact]:
    for each in Promise.objects.select_related("enquiry").filter(enquiry__practice=False):
        became = "open"
        if each.broken_at:
            became = "broken"
        elif each.kept_at:
            became = "kept" if each.kept_at <= each.due_at else "late"
        yield {"at": each.due_at, "topic": each.enquiry.topic_id, became: 1}


def handed() -> Iterator[Fact]:
    back = set(Return.objects.values_list("escalation_id", flat=True))
    for each in Escalation.objects.select_related("enquiry", "issue"):
        if (
            each.state == "draft"
            or (each.state == "closed" and not each.issue.jira_key)
            or each.enquiry.practice
        ):
            continue
        fact: Fact = {"at": each.created_at, "topic": each.enquiry.topic_id, "unit": each.unit_id, "made": 1}
        fact |= {"returned": int(each.pk in back), "user": each.created_by_id}
        if each.answered_at:
            fact |= {"answered": 1, "answer_s": gap(each.created_at, each.answered_at)}
            if each.told_at:
                fact |= {"told": 1, "tell_s": gap(each.answered_at, each.told_at)}
        yield fact


def drafted() -> Iterator[Fact]:
    documents = defaultdict(list)
    for document in Authorisation.objects.select_related("portal").order_by("pk"):
        documents[document.package_id].append(document)
    ours = ("agency", "takeover")
    returned = set(Container.objects.exclude(source__in=ours).values_list("package_id", flat=True))
    refused = {
        each.verification.container.package_id
        for each in Finding.objects.select_related("verification__container").filter(verdict="failed")
        if not each.verification.look_again and each.verification.container.source not in ours
    }
    for each in Package.objects.select_related("client"):
        if each.state == "taken_over" or each.client.practice:
            continue
        its = documents[each.pk]
        signed = max((one.accepted_at for one in its if one.accepted_at), default=None)
        accepted = bool(signed and each.sent_at)
        yield {
            "at": each.drafted_at, "portal": its[0].portal.code if its else "", "drafted": 1,
            "sent": int(each.sent_at is not None), "returned": int(each.pk in returned),
            "deficient": int(each.pk in refused), "accepted": int(accepted),
            "accept_s": gap(each.sent_at, signed) if accepted else 0,
            "published": int(each.state in ("published", "told")), "told": int(each.state == "told"),
        }  # fmt: skip


def done() -> Iterator[Fact]:
    """What people did, a fact a deed."""
    for fact in traffic():
        if fact["channel"] == "phone" and fact.get("user"):
            names = ("finished", "talk_s", "hold_s", "wrap_s", "out", "out_s")
            yield {"at": fact["at"], "user": fact["user"], "calls": fact.get("answered", 0)} | {
                name: fact[name] for name in names if name in fact
            }
    for offer in Offer.objects.filter(call__training=False, state__in=["expired", "refused"]):
        yield {"at": offer.made_at, "user": offer.user_id, "unanswered": 1}
    for period in Period.objects.filter(state="serving").select_related("visit"):
        yield {
            "at": period.visit.arrived_at,
            "user": period.user_id,
            "visit_s": gap(period.started_at, period.ended_at),
        }
    for visit in Visit.objects.filter(state="served"):
        yield {"at": visit.arrived_at, "user": visit.user_id, "visits": 1}
    for message in Message.objects.filter(written=True, state="sent").exclude(by=None):
        yield {"at": message.queued_at, "user": message.by_id, "letters": 1}
    for enquiry in Enquiry.objects.filter(practice=False).exclude(closed_at=None).exclude(owner=None):
        yield {"at": enquiry.closed_at, "user": enquiry.owner_id, "enquiries": 1}
    for ticket in handed():
        if ticket["user"]:
            yield {
                "at": ticket["at"],
                "user": ticket["user"],
                "tickets": 1,
                "tickets_back": ticket["returned"],
            }
    for package in Package.objects.exclude(sent_at=None).filter(client__practice=False):
        yield {"at": package.sent_at, "user": package.sending_by_id, "documents": 1}
    for item in WorkItem.objects.filter(state="done"):
        yield {"at": item.done_at, "user": item.done_by_id, "items": 1}


STATE = {"available": "ready", "ringing": "ringing", "on_call": "on_call", "wrap_up": "wrap_up"}


def cut(
    start: datetime, end: datetime, edges: Callable[[datetime], datetime]
) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a span between edges."""
    start, end = whole(start), whole(end)
    while start < end:
        stop = min(end, edges(start))
        yield start, stop
        start = stop


def next_midnight(at: datetime) -> datetime:
    return midnight(local(at).date() + DAY)


def next_quarter(at: datetime) -> datetime:
    return at.replace(minute=at.minute // 15 * 15, second=0) + timedelta(minutes=15)


def present(edges: Callable[[datetime], datetime]) -> Iterator[tuple[int, str, datetime, datetime]]:
    for each in Presence.objects.exclude(state="away").select_related("reason"):
        rest = each.reason is None or each.reason.code in ("lunch", "rest")
        state = ("rest" if rest else "other") if each.state == "break" else STATE[each.state]
        for start, end in cut(each.started_at, each.ended_at or clock.now(), edges):
            yield each.user_id, state, start, end


def times() -> Iterator[Fact]:
    """Presence and roster, a fact a person and day."""
    sums: dict[tuple[int, date], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    duty = defaultdict(list)
    for shift in Shift.objects.all():
        for place, (start, end) in enumerate(cut(shift.starts_at, shift.ends_at, next_midnight)):
            key = shift.user_id, local(start).date()
            long = shift.ends_at - shift.starts_at > timedelta(hours=6) and place == 0
            seconds = max(0, gap(start, end) - (settings.ROSTER_LUNCH_MINUTES * 60 if long else 0))
            sums[key]["planned_s"] += seconds
            if shift.duty == "calls":
                sums[key]["calls_planned_s"] += seconds
                duty[key].append((start, end))
    for user, state, start, end in present(next_midnight):
        key = user, local(start).date()
        sums[key][f"{state}_s"] += gap(start, end)
        if state in STATE.values():
            sums[key]["kept_s"] += sum(
                gap(max(start, a), min(end, b)) for a, b in duty[key] if a < end and b > start
            )
    for (user, day), found in sums.items():
        found["kept_s"] = min(found["kept_s"], found["calls_planned_s"])
        yield {"at": midnight(day), "user": user, **found}


def staffed() -> Iterator[Fact]:
    learning = set(User.objects.filter(training=True).values_list("pk", flat=True))
    for user, state, start, end in present(next_quarter):
        if user not in learning:
            yield {"at": start, f"{state}_s": gap(start, end)}
    for shift in Shift.objects.filter(duty="calls").exclude(user__in=learning):
        for start, end in cut(shift.starts_at, shift.ends_at, next_quarter):
            yield {"at": start, "planned_s": gap(start, end), "planned": int(start.minute % 15 == 0)}


def team() -> Iterator[Fact]:
    learning = set(User.objects.filter(training=True).values_list("pk", flat=True))
    yield from done()
    yield from (fact for fact in times() if fact["user"] not in learning)


def total(facts: Iterable[Fact]) -> dict[str, int]:
    """The sums of some facts; the longest wait is the greatest."""
    sums: dict[str, int] = defaultdict(int)
    for fact in facts:
        for name, value in fact.items():
            if name == "longest_wait_s":
                sums[name] = max(sums[name], value)
            elif isinstance(value, int) and name not in ("topic", "line", "user", "unit"):
                sums[name] += value
    return sums
