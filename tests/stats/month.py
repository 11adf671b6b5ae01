"""A month of believable rows, with everything that makes counting hard; the same for the same seed.

The month runs over the night when the clocks go forward, and so does a day of the autumn before, when they
went back. What is practised, merged, without a line, asked again across months, on hold twice at once, or
goes on over midnight is among it.
"""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from contracts.models import Authorisation, Container, Finding, Package, Portal, TemplateVersion, Verification
from contracts.reference import seed_reference as seed_contracts
from desk import workdays
from desk.calls.models import Call, CallEnquiry, Hold, Line, Offer
from desk.clients.models import Client, ContactPoint
from desk.counter.models import Office, Period, Visit, VisitEnquiry
from desk.counter.reference import seed_reference as seed_counter
from desk.enquiries.models import Enquiry, EnquiryMail, OutcomeCode, Promise, Topic
from desk.enquiries.reference import seed_reference as seed_enquiries
from desk.mail.models import Incoming, Mailbox, Message
from desk.orders.models import Order, WorkItem
from desk.people.models import BreakReason, Presence, Shift, User
from desk.people.reference import seed_reference as seed_people
from desk.records.models import Blob
from desk.workdays import TALLINN
from tickets.models import Escalation, Form, Issue, Return
from tickets.reference import seed_reference as seed_tickets

FIRST, LAST = date(2027, 3, 8), date(2027, 4, 6)
NOW = datetime(2027, 4, 6, 14, 20, 30, tzinfo=TALLINN)
AUTUMN = date(2026, 10, 25)  # 25 hours long
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EDGES = (
    datetime(2027, 3, 28, 2, 59, 59, tzinfo=TALLINN),  # the hour after it is missing
    datetime(2027, 3, 28, 4, 0, tzinfo=TALLINN),
    datetime(2027, 3, 31, 23, 59, 59, 700_000, tzinfo=TALLINN),
    datetime(2027, 4, 1, 0, 0, tzinfo=TALLINN),
    datetime(2026, 10, 25, 3, 30, tzinfo=TALLINN, fold=0),
    datetime(2026, 10, 25, 3, 30, tzinfo=TALLINN, fold=1),
    datetime(2026, 10, 25, 23, 59, 50, tzinfo=TALLINN),
)


class Month:
    """Makes the rows; `parts` are callables that each make some of them. It is NOW (desk.clock) for it."""

    def __init__(self, seed: int = 1, calls: int = 2000) -> None:
        self.dice = random.Random(seed)
        self.calls = calls
        self.ids = count(1)
        for known in (seed_people, seed_enquiries, seed_counter, seed_contracts, seed_tickets):
            known()
        self._ground()

    def _ground(self) -> None:
        names = ("anu", "jaan", "piret", "toomas", "uku")
        self.people = [
            User.objects.create_user(
                name, f"{name}@abilaud.example", first_name=name.title(), last_name="Proov"
            )
            for name in names
        ]
        self.trainee = self.people[-1]
        self.trainee.training = True
        self.trainee.save()
        topics = list(Topic.objects.exclude(parent=None).order_by("pk")[:8])
        # Two were merged into a third, one of them over another.
        Topic.objects.filter(pk=topics[6].pk).update(succeeded_by=topics[5])
        Topic.objects.filter(pk=topics[5].pk).update(succeeded_by=topics[4])
        Topic.objects.filter(pk__in=[each.pk for each in topics[:3]]).update(portal="e-keskkonnaamet")
        self.topics = topics
        self.lines = [
            Line.objects.create(name=f"Liin {n}", token_hash=f"{n:064}", training=n == 3) for n in (1, 2, 3)
        ]
        self.clients = Client.objects.bulk_create(
            Client(kind="organisation", name=f"Proov {n} OÜ", registry_code=f"1{n:07}", practice=n == 0)
            for n in range(40)
        )
        self.outcome = OutcomeCode.objects.filter(solved=True).order_by("pk")[0]
        self.mailbox = Mailbox.objects.create(name="INBOX")
        self.office = Office.objects.order_by("pk")[0]
        self.reasons = list(BreakReason.objects.order_by("pk"))
        head = self.people[0]
        self.order = Order.objects.create(
            number="T-1",
            kind="one_off",
            title="Proov",
            due_at=NOW,
            given_by=head,
            state="given",
            given_at=NOW,
        )

    def moment(self) -> datetime:
        """Any moment: mostly of working hours, at times an edge, the night, or the autumn before."""
        if self.dice.random() < 0.03:
            return self.dice.choice(EDGES).astimezone(UTC)
        if self.dice.random() < 0.04:
            start = workdays.at(AUTUMN, time.min).astimezone(UTC)
            return start + timedelta(seconds=self.dice.randrange(89_000))
        day = FIRST + timedelta(days=self.dice.randrange((LAST - FIRST).days + 1))
        hour = self.dice.choice((8, 9, 10, 11, 11, 12, 13, 14, 15, 16, self.dice.randrange(24)))
        start = datetime(day.year, day.month, day.day, hour, tzinfo=TALLINN)
        return start.astimezone(UTC) + self.some(3600)

    def some(self, most: float) -> timedelta:
        """Any span up to so many seconds, with parts of a second."""
        return timedelta(seconds=round(self.dice.random() * most, 6))

    def yes(self, share: float) -> bool:
        return self.dice.random() < share

    def language(self, blank: bool = False) -> str:
        return self.dice.choice(("et", "et", "et", "ru", "en", "" if blank else "ru"))

    @property
    def parts(self) -> list[Callable[[], None]]:
        """What makes rows: several calls of each, so that they mix."""
        tenth = [self.make_calls] * 10
        return [
            *tenth, *[self.make_enquiries] * 6, self.make_visits, self.make_letters, self.make_promises,
            self.make_tickets, self.make_packages, self.make_presence, self.make_shifts, self.make_items,
        ]  # fmt: skip

    def make_calls(self) -> None:
        rows = Call.objects.bulk_create(self._call() for _ in range(self.calls // 10))
        answered = [each for each in rows if each.answered_at and each.hung_up_at]
        holds = []
        for call in self.dice.sample(answered, len(answered) // 5):
            assert call.answered_at and call.hung_up_at
            span = call.hung_up_at - call.answered_at
            for _ in range(self.dice.choice((1, 2, 3))):  # they may lie over each other
                begins = call.answered_at + span * self.dice.random()
                holds.append(Hold(call=call, started_at=begins, ended_at=begins + span * self.dice.random()))
        Hold.objects.bulk_create(holds)
        Offer.objects.bulk_create(
            Offer(
                call=call, user=self.dice.choice(self.people), made_at=call.rang_at, idle_since=call.rang_at,
                ended_at=call.rang_at + self.some(20),
                state=self.dice.choice(("answered", "refused", "expired", "withdrawn")),
            )
            for call in self.dice.sample(rows, len(rows) // 3)
        )  # fmt: skip

    def _call(self) -> Call:
        line = self.dice.choice((None, *self.lines))
        call = Call(
            line=line, call_id=f"c{next(self.ids)}", rang_at=self.moment(),
            language=self.language(blank=True), training=bool(line and line.training),
            direction="out" if self.yes(0.1) else "in",
        )  # fmt: skip
        if self.yes(0.85):
            wait = timedelta(seconds=self.dice.choice((0, 19.999, 20, 20.001, self.dice.random() * 90)))
            call.answered_at = call.rang_at + wait
            call.user = self.trainee if call.training else self.dice.choice((*self.people[:4], None))
            call.state = "answered"
            if self.yes(0.97):
                call.hung_up_at = call.answered_at + self.some(900)
                call.state = "wrap_up"
                if self.yes(0.95):
                    call.closed_at = call.hung_up_at + self.some(240)
                    call.state, call.outcome = "closed", self.outcome
        elif self.yes(0.98):
            wait = timedelta(seconds=self.dice.choice((4.999, 5, self.dice.random() * 120)))
            call.hung_up_at, call.state = call.rang_at + wait, self.dice.choice(("missed", "abandoned"))
        return call

    def make_enquiries(self) -> None:
        made: list[Enquiry] = []
        for _ in range(200):
            enquiry = self._enquiry()
            same = [each for each in made if each.client_id == enquiry.client_id is not None]
            if same and self.yes(0.5) and not enquiry.practice:
                first = min(same, key=lambda each: each.opened_at)
                if first.repeats_id is None and first.opened_at <= enquiry.opened_at and not first.practice:
                    first.save(force_insert=True) if first.pk is None else None
                    enquiry.repeats, enquiry.topic = first, first.topic
            made.append(enquiry)
        rows = [each for each in made if each.pk is None]
        Enquiry.objects.bulk_create(rows)
        self._link(made)

    def _enquiry(self) -> Enquiry:
        opened = self.moment()
        enquiry = Enquiry(
            number=f"P-{next(self.ids)}", topic=self.dice.choice(self.topics), language=self.language(),
            client=self.dice.choice((None, *self.clients[1:])), practice=self.yes(0.04), opened_at=opened,
            level=2 if self.yes(0.15) else 1, owner=self.dice.choice((None, *self.people)),
            due_at=opened + self.some(5 * 86400) if self.yes(0.8) else None,
            question="Kuidas esitada aruanne?",
        )  # fmt: skip
        if self.yes(0.85):
            due = enquiry.due_at if enquiry.due_at and self.yes(0.1) else opened + self.some(6 * 86400)
            enquiry.closed_at, enquiry.state, enquiry.outcome = due, "closed", self.outcome
            enquiry.beyond_competence = self.yes(0.05)
        return enquiry

    def _link(self, made: list[Enquiry]) -> None:
        """To calls, visits and letters, some of which began after the enquiry."""
        for enquiry in made:
            near = {"rang_at__lte": enquiry.opened_at + HOUR}
            if self.yes(0.6):
                call = Call.objects.filter(training=enquiry.practice, **near).order_by("?").first()
                if call is not None:
                    CallEnquiry.objects.create(call=call, enquiry=enquiry)
            if self.yes(0.1):
                visit = self._visit(enquiry.opened_at - self.some(7200) + self.some(1800))
                VisitEnquiry.objects.create(visit=visit, enquiry=enquiry)
            if self.yes(0.15) and not enquiry.practice:
                letter = self._letter(enquiry.opened_at - self.some(3600) + self.some(60))
                EnquiryMail.objects.create(incoming=letter, enquiry=enquiry)

    def make_visits(self) -> None:
        for _ in range(80):
            self._visit(self.moment())

    def _visit(self, arrived: datetime) -> Visit:
        state = self.dice.choice(("served", "served", "served", "left", "waiting", "serving", "no_show"))
        if state == "no_show":
            return Visit.objects.create(office=self.office, state=state, over_at=arrived, language="et")
        queued = arrived + (self.some(900) if self.yes(0.2) else timedelta())
        user = self.dice.choice(self.people[:4]) if state in ("served", "serving") else None
        began, ended = queued + self.some(1800), queued + timedelta(seconds=1800) + self.some(1800)
        visit = Visit.objects.create(
            office=self.office, state=state, number=f"A-{next(self.ids)}", arrived_at=arrived,
            queued_at=queued, user=user, language=self.language(),
            over_at=ended if state in ("served", "left") else None,
        )  # fmt: skip
        Period.objects.create(visit=visit, state="waiting", started_at=queued, ended_at=began)
        if user is not None:
            before = self.dice.choice(self.people[:4])
            if self.yes(0.2):
                Period.objects.create(
                    visit=visit,
                    state="serving",
                    user=before,
                    started_at=began,
                    ended_at=began + self.some(60),
                )
            open_one = state == "serving"
            Period.objects.create(
                visit=visit, state="serving", user=user, started_at=began + MINUTE,
                ended_at=None if open_one else max(ended, began + MINUTE),
            )  # fmt: skip
        return visit

    def make_letters(self) -> None:
        for _ in range(60):
            letter = self._letter(self.moment())
            if self.yes(0.4):
                self._message(letter.received_at + self.some(3 * 86400), answers=letter)
        for enquiry in Enquiry.objects.exclude(mails=None).order_by("pk")[:60]:
            at = enquiry.opened_at + self.some(2 * 86400)
            self._message(at, subject_kind="enquiry", subject_id=enquiry.pk)

    def _letter(self, received: datetime) -> Incoming:
        aside = self.yes(0.1)
        return Incoming.objects.create(
            mailbox=self.mailbox, uid_validity=1, uid=next(self.ids), size=1, content_hash="x",
            kind=self.dice.choice(("letter", "letter", "letter", "auto_reply")), received_at=received,
            language=self.language(blank=True), set_aside_at=received if aside else None,
            set_aside_by=self.people[0] if aside else None, set_aside_reason="Reklaam" if aside else "",
        )  # fmt: skip

    def _message(self, at: datetime, **about: Any) -> Message:
        fields = {"subject_kind": "incoming", "subject_id": 1, "written": self.yes(0.8), **about}
        return Message.objects.create(
            message_id=f"<{next(self.ids)}@abilaud.example>", language="et", content_hash="x", queued_at=at,
            by=self.dice.choice((None, *self.people[:4])), state=self.dice.choice(("sent", "sent", "failed")),
            **fields,
        )  # fmt: skip

    def make_promises(self) -> None:
        enquiries = list(Enquiry.objects.order_by("pk"))
        for _ in range(200):
            due = self.moment()
            promise = Promise(enquiry=self.dice.choice(enquiries), what="Helistame", due_at=due)
            if self.yes(0.2):
                promise.broken_at, promise.state = due + HOUR, "broken"
            if self.yes(0.7):
                kept = due if self.yes(0.1) else due + self.some(7200) - HOUR
                promise.state, promise.kept_at, promise.evidence_kind = "kept", kept, "withdrawn"
            promise.save()

    def make_tickets(self) -> None:
        forms = list(Form.objects.select_related("unit").order_by("unit_id", "-number").distinct("unit_id"))
        enquiries = list(Enquiry.objects.filter(practice=False).order_by("pk"))
        for enquiry in self.dice.sample(enquiries, 120):
            form, made = self.dice.choice(forms), self.moment()
            state = self.dice.choice(("draft", "created", "answered", "told", "closed"))
            sent = state != "closed" or self.yes(0.7)
            issue = Issue.objects.create(
                unit=form.unit, project="X", jira_key=f"X-{next(self.ids)}" if sent else ""
            )
            ticket = Escalation(
                enquiry=enquiry, unit=form.unit, issue=issue, form=form, state=state, created_at=made,
                created_by=self.dice.choice((None, *self.people[:4])),
                closed_at=made + HOUR if state == "closed" else None,
            )  # fmt: skip
            if state in ("answered", "told", "closed") and sent:
                ticket.answered_at = made + self.some(4 * 86400)
                if state != "answered":
                    ticket.told_at = ticket.answered_at + self.some(86400)
                    ticket.evidence_kind = "withdrawn"
            ticket.save()
            for _ in range(self.dice.choice((0, 0, 0, 1, 2))):
                Return.objects.create(escalation=ticket, at=made + HOUR, supplied_at=made + 2 * HOUR)

    def make_packages(self) -> None:
        text = TemplateVersion.objects.select_related("template__kind").order_by("pk")[0]
        portals = list(Portal.objects.order_by("pk"))
        blob = Blob.objects.create(sha256="0" * 64, size=1, content_type="x", kind="x", stored_at=NOW)
        contact = ContactPoint.objects.create(
            client=self.clients[1], kind="email", value="proov@proov.example"
        )
        for _ in range(120):
            drafted = self.moment()
            state = self.dice.choice(
                ("drafting", "sent", "deficient", "accepted", "published", "told", "taken_over")
            )
            package = Package(client=self.dice.choice(self.clients), state=state, drafted_at=drafted)
            package.drafted_by = self.people[0]
            if state not in ("drafting", "taken_over"):
                package.sending_at = drafted + MINUTE
                package.sending_by, package.sent_to = self.dice.choice(self.people[:4]), contact
                package.sent_at = drafted + self.some(2 * 86400)
            package.save()
            self._returned(package, blob)
            signed = state in ("accepted", "published", "told")
            for portal in self.dice.sample(portals, self.dice.choice((0, 1, 1, min(2, len(portals))))):
                Authorisation.objects.create(
                    package=package, kind=text.template.kind, portal=portal, template_version=text,
                    accepted_at=drafted + 2 * HOUR + self.some(5 * 86400) if signed else None,
                )  # fmt: skip

    def _returned(self, package: Package, blob: Blob) -> None:
        if package.state in ("drafting", "sent"):
            return
        for source in self.dice.sample(("client", "specialist", "agency"), self.dice.choice((0, 1, 2))):
            by = None if source == "client" else self.people[0]
            container = Container.objects.create(
                package=package, blob=blob, file_name="x.asice", source=source, received_by=by
            )
            look_again = self.yes(0.2)
            check = Verification.jobs.create(container=container, look_again=look_again)
            Finding.objects.create(
                verification=check, verdict=self.dice.choice(("failed", "passed", "partial"))
            )

    def make_presence(self) -> None:
        states = ("available", "ringing", "on_call", "wrap_up", "break", "away")
        for person in self.people:
            # The quarter of a year in which presence is kept, and now and then over midnight.
            at = workdays.at(FIRST, time(7)).astimezone(UTC) + self.some(3600)
            rows = []
            while at < NOW:
                state = self.dice.choice(states)
                night = self.yes(0.01)
                ends = at + (self.some(40 * 3600) if night else self.some(7200))
                reason = self.dice.choice((None, *self.reasons)) if state == "break" else None
                rows.append(
                    Presence(user=person, state=state, reason=reason, started_at=at, ended_at=min(ends, NOW))
                )
                at = ends if self.yes(0.9) else ends + self.some(14 * 3600)
            if person.pk != self.people[1].pk:
                rows[-1].ended_at = None
                rows[-1].started_at = min(rows[-1].started_at, NOW)
            Presence.objects.bulk_create(rows)

    def make_shifts(self) -> None:
        for person in self.people:
            day = FIRST
            while day <= LAST + timedelta(days=1):
                starts = datetime(
                    day.year, day.month, day.day, self.dice.choice((7, 8, 9, 20)), tzinfo=TALLINN
                )
                length = timedelta(hours=self.dice.choice((4, 6, 6.5, 8)))
                duty = self.dice.choice(("calls", "calls", "documents", "counter"))
                if self.yes(0.7):
                    Shift.objects.create(user=person, starts_at=starts, ends_at=starts + length, duty=duty)
                day += timedelta(days=1)

    def make_items(self) -> None:
        for place in range(60):
            done = self.yes(0.8)
            WorkItem.objects.create(
                order=self.order, position=place + 1, owner=self.people[0], state="done" if done else "open",
                done_at=self.moment() if done else None, result="done" if done else "",
                done_by=self.dice.choice(self.people[:4]) if done else None,
            )  # fmt: skip
