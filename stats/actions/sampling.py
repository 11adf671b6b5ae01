"""Drawing what is reviewed: by chance, by event, by the wish of the specialist; taking it, leaving it."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Refused
from desk.people.actions import tell
from desk.people.models import User
from stats.enums.quality import FLAGS, SampleState, Whom, Why, WorkKind
from stats.models import Review, Sample, SamplingRule, Scorecard
from stats.quality import flags
from stats.quality.drawing import drawn
from stats.quality.reviewers import may_review
from stats.quality.subjects import Candidate, of_span

LEASE = timedelta(minutes=45)  # how long a taken sample is kept for its reviewer
TOO_OLD = timedelta(days=60)  # nobody learns from what was two months ago
DAYS = 3  # work may be finished days after it began
MONTH = timedelta(days=30)


def draw(day: date) -> int:
    """Draw by chance from the work of this day; run again, it draws the same and adds nothing. How many."""
    rules = list(SamplingRule.objects.filter(active=True, why=Why.CHANCE))
    start, end = workdays.at(day, time.min), workdays.at(day + timedelta(days=1), time.min)
    people = {person.pk: person for person in User.objects.filter(is_active=True)}
    made = 0
    for work in WorkKind:
        found = [
            (candidate, rule)
            for candidate in of_span(work, start, end)
            if (person := people.get(candidate.person_id)) is not None
            and (rule := _rule_of(candidate, person, rules)) is not None
        ]
        made += sum(add(candidate, Why.CHANCE, rule) for candidate, rule in _new(found))
    return made


def draw_days() -> int:
    """Draw from the days before today, whose work may have been finished since; how many samples."""
    today = workdays.today()
    return sum(draw(today - timedelta(days=back)) for back in range(1, DAYS + 1))


def raise_flags() -> int:
    """Add the contacts that events of the last days are about, where a rule says so; how many."""
    rules = list(SamplingRule.objects.filter(active=True, why__in=FLAGS))
    if not rules:
        return 0
    people = {person.pk: person for person in User.objects.filter(is_active=True)}
    made = 0
    for why, candidate in flags.raised(clock.now() - timedelta(days=DAYS)):
        person = people.get(candidate.person_id)
        mine = [rule for rule in rules if rule.why == why]
        rule = _rule_of(candidate, person, mine) if person else None
        if rule is not None:
            made += add(candidate, why, rule)
    return made


@transaction.atomic
def forget_old() -> int:
    """What waited too long is no longer reviewed; how many."""
    old = Sample.objects.open().filter(happened_at__lt=clock.now() - TOO_OLD, review=None)
    return old.update(
        state=SampleState.DROPPED, closed_at=clock.now(), dropped_for="old", claimed_by=None,
        claimed_until=None,
    )  # fmt: skip


@transaction.atomic
def ask_review(*, candidate: Candidate, note: str, by: User) -> Sample:
    """The specialist wants a piece of the own work to be looked at."""
    if candidate.person_id != by.pk:
        raise Refused(_("You may ask for a review of your own work."))
    about = Sample.objects.filter(subject_kind=candidate.subject[0], subject_id=candidate.subject[1])
    if about.filter(state=SampleState.DONE).exists():
        raise Refused(_("This has been reviewed already."))
    add(candidate, Why.ASKED, None)
    sample = about.select_for_update().filter(state=SampleState.OPEN).first()
    if sample is None:
        raise Refused(_("You have asked about this before."))
    sample.note = note.strip()[:300]
    sample.save(update_fields=["note"])
    return sample


@transaction.atomic
def take(*, sample: Sample, by: User) -> Review:
    """Keep the sample for this reviewer for a while and begin the review; again, go on with it."""
    sample.refresh_from_db(from_queryset=Sample.objects.select_for_update())
    if refusal := may_review(by, sample.person_id, (sample.subject_kind, sample.subject_id)):
        raise Refused(refusal)
    now = clock.now()
    if sample.state != SampleState.OPEN:
        raise Refused(_("Nobody need review this any more."))
    held = sample.claimed_until is not None and sample.claimed_until > now
    if held and sample.claimed_by_id != by.pk:
        raise Refused(_("%(who)s is reviewing this now.") % {"who": sample.claimed_by})
    # What another began and left lying is begun anew.
    Review.objects.unfinished().filter(sample=sample).exclude(reviewer=by).delete()
    sample.claimed_by, sample.claimed_until = by, now + LEASE
    sample.save(update_fields=["claimed_by", "claimed_until"])
    review, _made = Review.objects.get_or_create(
        sample=sample,
        defaults={
            "scorecard": scorecard_of(WorkKind(sample.work)), "work": sample.work, "reviewer": by,
            "subject_kind": sample.subject_kind, "subject_id": sample.subject_id, "person": sample.person,
            "client_id": sample.client_id, "practice": sample.practice, "happened_at": sample.happened_at,
            "started_at": now,
        },
    )  # fmt: skip
    return review


@transaction.atomic
def give_up(*, review: Review, by: User) -> None:
    """Leave an unfinished review: what was begun is thrown away, and another may take the sample."""
    review.refresh_from_db(from_queryset=Review.objects.select_for_update())
    if review.reviewer_id != by.pk or review.finished_at is not None or review.sample_id is None:
        raise Refused(_("Only an unfinished review of your own is given up."))
    sample_id = review.sample_id
    review.delete()
    Sample.objects.filter(pk=sample_id).update(claimed_by=None, claimed_until=None)


@transaction.atomic
def drop(*, sample: Sample, reason: str, by: User) -> None:
    """It is not reviewed; why stands beside it, and whoever asked for it is told."""
    sample.refresh_from_db(from_queryset=Sample.objects.select_for_update())
    if refusal := may_review(by, sample.person_id, (sample.subject_kind, sample.subject_id)):
        raise Refused(refusal)
    if sample.state != SampleState.OPEN:
        raise Refused(_("Nobody need review this any more."))
    if not reason.strip():
        raise Refused(_("Write why it is not reviewed."))
    Review.objects.unfinished().filter(sample=sample).delete()
    sample.state, sample.closed_at, sample.closed_by = SampleState.DROPPED, clock.now(), by
    sample.dropped_for, sample.claimed_by, sample.claimed_until = reason.strip()[:200], None, None
    sample.save()
    if Why.ASKED in (sample.why, *sample.also):
        tell(
            users=[sample.person], kind="stats.review_dropped", subject=("sample", sample.pk),
            reason=sample.dropped_for,
        )  # fmt: skip


def scorecard_of(work: WorkKind) -> Scorecard:
    """The version that is used today. Refused where none was ever approved."""
    found = Scorecard.objects.in_use().filter(work=work).first()
    if found is None:
        raise Refused(_("There is no scorecard for this yet: the administrator makes one."))
    return found


@transaction.atomic
def add_listened(*, candidate: Candidate) -> Sample:
    """A call that a lead has listened to, as was booked."""
    add(candidate, Why.LISTENED, None)
    kind, pk = candidate.subject
    sample = Sample.objects.open().filter(subject_kind=kind, subject_id=pk).first()
    if sample is None:
        raise Refused(_("This has been reviewed already."))
    return sample


def _rule_of(candidate: Candidate, person: User, rules: Iterable[SamplingRule]) -> SamplingRule | None:
    """The first rule that draws it; simulated calls are drawn by the rules for trainees alone."""
    return next((rule for rule in rules if _fits(rule, candidate, person) and _hits(rule, candidate)), None)


def _fits(rule: SamplingRule, candidate: Candidate, person: User) -> bool:
    if rule.work and rule.work != candidate.work:
        return False
    if rule.whom == Whom.TRAINEES or candidate.practice:
        return rule.whom == Whom.TRAINEES and person.training
    if rule.whom == Whom.NEW:
        return person.date_joined > candidate.at - rule.months * MONTH
    return True


def _hits(rule: SamplingRule, candidate: Candidate) -> bool:
    day, secret = workdays.day_of(candidate.at), settings.SECRET_KEY.encode()
    return drawn(rule.code, rule.share, day, candidate.subject, secret)


def _by_chance(candidate: Candidate) -> bool:
    """Whether the share for everyone draws it, whatever else speaks for reviewing it."""
    if candidate.practice:
        return False
    rules = SamplingRule.objects.filter(active=True, why=Why.CHANCE, whom=Whom.EVERYONE)
    return any((not rule.work or rule.work == candidate.work) and _hits(rule, candidate) for rule in rules)


def _new(
    found: list[tuple[Candidate, SamplingRule]],
) -> Iterator[tuple[Candidate, SamplingRule]]:
    """Those of which there is no sample yet, whatever became of it."""
    kinds = {candidate.subject[0] for candidate, _rule in found}
    ids = [candidate.pk for candidate, _rule in found]
    rows = Sample.objects.filter(subject_kind__in=kinds, subject_id__in=ids)
    there = set(rows.values_list("subject_kind", "subject_id"))
    yield from ((candidate, rule) for candidate, rule in found if candidate.subject not in there)


@transaction.atomic
def add(candidate: Candidate, why: Why, rule: SamplingRule | None) -> bool:
    """Let this be reviewed; a further reason joins what waits already. Whether there is a new sample."""
    kind, pk = candidate.subject
    about = Sample.objects.filter(subject_kind=kind, subject_id=pk)
    waiting = about.select_for_update().filter(state=SampleState.OPEN).first()
    if waiting is not None:
        if why not in (waiting.why, *waiting.also):
            waiting.also = [*waiting.also, why]
            waiting.save(update_fields=["also"])
        return False
    if about.filter(why=why).exists() or about.filter(also__contains=[why]).exists():
        return False
    sample = Sample(
        work=candidate.work, subject_kind=kind, subject_id=pk, client_id=candidate.client_id, why=why,
        person_id=candidate.person_id, happened_at=candidate.at, practice=candidate.practice, rule=rule,
        by_chance=_by_chance(candidate), drawn_at=clock.now(),
    )  # fmt: skip
    # Drawn by two workers at once, it is one sample.
    Sample.objects.bulk_create([sample], ignore_conflicts=True)
    return True
