"""Trainings and meetings: planned, moved, called off; who is invited, comes and was there; files for them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.guides.models import Guide
from desk.http import Refused
from desk.people.actions import tell
from desk.people.models import User
from desk.records import blobs
from stats.actions import reminding
from stats.enums.learning import AttendeeState, SessionKind
from stats.models import Attendee, LearningSession, Material, Passed, Requirement
from stats.permissions import leads_learning

SUBJECT = "learning_session"
BLOB = "material"
MOST_MATERIALS = 20


@dataclass(frozen=True)
class Wanted:
    """What a session is to be."""

    kind: SessionKind
    title: str
    about: str
    starts_at: datetime
    ends_at: datetime
    place: str
    link: str
    organiser: User
    teaches: Requirement | None = None
    guides: tuple[Guide, ...] = ()


@transaction.atomic
def plan(*, wanted: Wanted, by: User) -> LearningSession:
    """A new session; nobody is invited yet. The same once more at the same time is the one that is there."""
    _refuse_stranger(by)
    User.objects.select_for_update().get(pk=by.pk)
    same = LearningSession.objects.standing().filter(
        title=wanted.title.strip(), starts_at=wanted.starts_at, organiser=wanted.organiser
    )
    if there := same.first():
        return there
    session = LearningSession()
    _fill(session, wanted)
    return session


@transaction.atomic
def change(*, session: LearningSession, wanted: Wanted, by: User) -> None:
    """It is to be otherwise. Who was invited is told of another time, and answers anew."""
    _refuse_stranger(by)
    _hold(session)
    if session.attendees.filter(marked_at__isnull=False).exists() and wanted.teaches != session.teaches:
        raise Refused(_("Who was there has been marked already, so what it teaches stays as it is."))
    before = session.starts_at, session.ends_at, session.place, session.link
    session.sequence += 1
    _fill(session, wanted)
    if before == (session.starts_at, session.ends_at, session.place, session.link):
        return
    if before[0] != session.starts_at or before[1] != session.ends_at:
        answered = session.attendees.filter(state__in=[AttendeeState.CONFIRMED, AttendeeState.DECLINED])
        for attendee in answered.select_for_update():
            attendee.state, attendee.answered_at = AttendeeState.INVITED, None
            attendee.save()
        waiting = list(session.attendees.filter(state=AttendeeState.INVITED).select_related("user"))
        reminding.ask_no_more(waiting, by)  # the time that stands there is no longer right
        for attendee in waiting:
            reminding.ask(attendee, session)
    _tell(session, "stats.session_moved", by)


def _fill(session: LearningSession, wanted: Wanted) -> None:
    if wanted.ends_at <= wanted.starts_at:
        raise Refused(_("The end is before the beginning."))
    if not wanted.place.strip() and not wanted.link:
        raise Refused(_("Say where it is: a place, or a link."))
    session.kind, session.title, session.about = wanted.kind, wanted.title.strip(), wanted.about.strip()
    session.starts_at, session.ends_at = wanted.starts_at, wanted.ends_at
    session.place, session.link, session.organiser = wanted.place.strip(), wanted.link, wanted.organiser
    session.teaches = wanted.teaches
    session.save()
    session.guides.set(wanted.guides)


@transaction.atomic
def call_off(*, session: LearningSession, reason: str, by: User) -> None:
    """It will not take place; everybody who was invited is told."""
    _refuse_stranger(by)
    _hold(session)
    if session.starts_at <= clock.now():
        raise Refused(_("It has begun already."))
    if not reason.strip():
        raise Refused(_("Write why it is called off."))
    session.called_off_at, session.called_off_by = clock.now(), by
    session.called_off_reason = reason.strip()
    session.sequence += 1
    session.save()
    reminding.ask_no_more(session.attendees.all(), by)
    _tell(session, "stats.session_called_off", by)


@transaction.atomic
def invite(*, session: LearningSession, people: Iterable[User], by: User) -> int:
    """Invite these people; who is invited already stays as he is. How many are new."""
    _refuse_stranger(by)
    _hold(session)
    there = set(session.attendees.values_list("user_id", flat=True))
    new = [person for person in people if person.pk not in there]
    ahead = session.starts_at > clock.now()
    for person in new:
        attendee = Attendee.objects.create(session=session, user=person, invited_by=by)
        if ahead:
            reminding.ask(attendee, session)
    coming = [person for person in new if person != by]
    if ahead:
        tell(
            users=coming, kind="stats.invited", subject=(SUBJECT, session.pk), title=session.title,
            when=reminding.when(session),
        )  # fmt: skip
    return len(new)


@transaction.atomic
def take_back_invitation(*, attendee: Attendee, by: User) -> None:
    """The person was invited by mistake."""
    _refuse_stranger(by)
    attendee = Attendee.objects.select_for_update().get(pk=attendee.pk)
    if attendee.marked_at is not None:
        raise Refused(_("It has been marked whether this person was there."))
    reminding.ask_no_more([attendee], by)
    attendee.delete()


@transaction.atomic
def answer(*, session: LearningSession, coming: bool, by: User) -> None:
    """The invited person says whether he comes; the organiser is told of who does not."""
    _hold(session)
    attendee = Attendee.objects.select_for_update().filter(session=session, user=by).first()
    if attendee is None:
        raise Refused(_("You are not invited."))
    if session.starts_at <= clock.now():
        raise Refused(_("It has begun already."))
    state = AttendeeState.CONFIRMED if coming else AttendeeState.DECLINED
    if attendee.state == state:
        return
    attendee.state, attendee.answered_at = state, clock.now()
    attendee.save()
    reminding.ask_no_more([attendee], by)
    if not coming and session.organiser_id != by.pk:
        tell(
            users=[session.organiser], kind="stats.declined", subject=(SUBJECT, session.pk),
            title=session.title, who=str(by),
        )  # fmt: skip


@transaction.atomic
def mark(*, session: LearningSession, there: Collection[int], by: User) -> int:
    """Which of the invited were there (ids of people), the others were not; how many were.

    Who was there has been taught what the session teaches; marked otherwise later, no longer.
    """
    _refuse_stranger(by)
    _hold(session)
    if session.starts_at > clock.now():
        raise Refused(_("It has not begun yet."))
    now, count = clock.now(), 0
    reminding.ask_no_more(session.attendees.all(), by)
    for attendee in session.attendees.select_for_update().order_by("pk"):
        state = AttendeeState.ATTENDED if attendee.user_id in there else AttendeeState.ABSENT
        count += state == AttendeeState.ATTENDED
        if attendee.state != state:
            attendee.state, attendee.marked_at, attendee.marked_by = state, now, by
            attendee.save()
        _note_passed(session, attendee, by)
    return count


def _note_passed(session: LearningSession, attendee: Attendee, by: User) -> None:
    if attendee.state == AttendeeState.ABSENT or session.teaches is None:
        Passed.objects.filter(attendee=attendee).delete()
        return
    facts = {"user": attendee.user, "requirement": session.teaches, "by": by}
    on_day = workdays.day_of(session.starts_at)
    passed, _made = Passed.objects.get_or_create(attendee=attendee, defaults={**facts, "on_day": on_day})
    reminding.taught_again(passed, by)


@transaction.atomic
def enter_passed(*, person: User, requirement: Requirement, on_day: date, paper: str, by: User) -> Passed:
    """The person was taught this elsewhere; a paper says so. The same twice is entered once."""
    _refuse_stranger(by)
    if person == by:
        raise Refused(_("Another one who leads enters what you have been taught."))
    if on_day > workdays.today():
        raise Refused(_("This day is still to come."))
    if not paper.strip():
        raise Refused(_("Name the paper that shows it."))
    User.objects.select_for_update().get(pk=person.pk)
    passed, _made = Passed.objects.get_or_create(
        user=person, requirement=requirement, on_day=on_day, attendee=None,
        defaults={"paper": paper.strip(), "by": by},
    )  # fmt: skip
    reminding.taught_again(passed, by)
    return passed


@transaction.atomic
def add_material(
    *, session: LearningSession, name: str, data: bytes, content_type: str, by: User
) -> Material:
    """A file for those who take part. The same file again is the one that is there."""
    _refuse_stranger(by)
    _hold(session)
    there = session.materials.filter(withdrawn_at=None)
    blob = blobs.store(data, content_type, BLOB)
    if same := there.filter(blob=blob).first():
        return same
    if there.count() >= MOST_MATERIALS:
        raise Refused(_("There are %(count)s files already.") % {"count": MOST_MATERIALS})
    return Material.objects.create(session=session, name=name, blob=blob, added_by=by)


@transaction.atomic
def withdraw_material(*, material: Material, by: User) -> None:
    """The file is no longer given out."""
    _refuse_stranger(by)
    material = Material.objects.select_for_update().get(pk=material.pk)
    if material.withdrawn_at is None:
        material.withdrawn_at, material.withdrawn_by = clock.now(), by
        material.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _tell(session: LearningSession, kind: str, by: User) -> None:
    people = [attendee.user for attendee in session.attendees.select_related("user") if attendee.user != by]
    if session.ends_at > clock.now():
        tell(
            users=people,
            kind=kind,
            subject=(SUBJECT, session.pk),
            title=session.title,
            when=reminding.when(session),
        )


def _hold(session: LearningSession) -> None:
    """The row as it stands, held to the end; refused when it was called off."""
    session.refresh_from_db(from_queryset=LearningSession.objects.select_for_update())
    if session.called_off_at is not None:
        raise Refused(_("This was called off."))


def _refuse_stranger(by: User) -> None:
    if refusal := leads_learning(by):
        raise Refused(refusal)
