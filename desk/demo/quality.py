"""Quality: what waits for review and why, finished reviews, an appeal, coaching, a calibration, a booking."""

from datetime import datetime, timedelta

from desk import clock, workdays
from desk.calls.models import Call
from desk.demo.moment import ago
from desk.people.models import User
from stats.actions import calibrating, coaching, listening, reviewing, sampling
from stats.actions.reviewing import Said
from stats.enums.quality import ResponseKind, Why, WorkKind
from stats.models import Review, Sample, SamplingRule
from stats.quality.subjects import Candidate, finished_calls, one

DAY = timedelta(days=1)
NEXT = "Jäta kõne lõpus kokku: mis, kelle poolt ja millal."


def seed(at: datetime) -> None:
    """Helena reviews the calls of the last week; Margus appeals; the head has yet to decide."""
    names = ("juht", "vanem", "spetsialist", "spetsialist2")
    head, helena, riina, margus = (User.objects.get(username=name) for name in names)
    mine, his = _calls(riina), _calls(margus)
    _reviewed(helena, mine[:4], riina, head)
    appealed = _review(his[0], helena, {"identified": 0}, "Isik jäi minu kuuldes tuvastamata.", 3)
    with ago(2 * DAY):
        text = "Tuvastasin helistaja isikukoodi ja e-posti järgi enne, kui andmeid ütlesin."
        reviewing.respond(review=appealed, kind=ResponseKind.APPEALS, text=text, by=margus)
    _waiting(mine[4:6], his[1:4], riina, margus)
    _compared(his[4], helena, head)
    _booked(riina, helena)


def _calls(person: User) -> list[Candidate]:
    """Calls of this person that are old enough to have been reviewed days ago, the newest first."""
    since, until = clock.now() - 30 * DAY, clock.now() - 5 * DAY
    rows = finished_calls().filter(user=person, training=False, rang_at__gte=since, rang_at__lt=until)
    return [each for call in rows.order_by("-rang_at")[:6] if (each := one(WorkKind.CALL, call.pk))]


def _review(candidate: Candidate, by: User, points: dict[str, int], words: str, days: int) -> Review:
    """Drawn by chance and reviewed so many days ago; every other criterion got two points."""
    rule = SamplingRule.objects.get(code="everyone")
    with ago(days * DAY + timedelta(minutes=3)):
        sampling.add(candidate, Why.CHANCE, rule)
        sample = Sample.objects.get(subject_kind="call", subject_id=candidate.pk)
        Sample.objects.filter(pk=sample.pk).update(by_chance=True)
        review = sampling.take(sample=sample, by=by)
    with ago(days * DAY):
        answers = {each.key: points.get(each.key, 2) for each in review.scorecard.criteria.all()}
        return reviewing.finish(review=review, said=Said(answers, (), words), by=by)


def _reviewed(helena: User, calls: list[Candidate], riina: User, head: User) -> None:
    first, second, third, fourth = calls
    good = _review(first, helena, {}, "Rahulik, selge ja juhendi järgi. Aitäh!", 5)
    weak = _review(second, helena, {"next": 0, "noted": 1}, NEXT, 4)
    with ago(3 * DAY):
        reviewing.respond(review=good, kind=ResponseKind.AGREES, text="", by=riina)
        text = "Nõus, kiire hommik oli. Proovin kokkuvõtte kohe kirja panna."
        reviewing.respond(review=weak, kind=ResponseKind.COMMENTS, text=text, by=riina)
        coaching.agree(
            person=riina, what="Iga kõne lõpus kokkuvõte ja järgmine samm", by=helena, review=weak,
            how="Nädal aega kirjutan enne toru äraviskamist lubaduse vormile; reedel vaatame viit kõnet.",
            due_on=workdays.today() + 4 * DAY, criterion="next",
        )  # fmt: skip
    _review(third, helena, {"manner": 1}, "Sisu õige. Ametikeelt võiks olla vähem.", 2)
    _review(fourth, head, {"whole": 1}, "Hea tempo; üks küsimus jäi lahtiseks.", 1)


def _waiting(mine: list[Candidate], his: list[Candidate], riina: User, margus: User) -> None:
    rules = {rule.code: rule for rule in SamplingRule.objects.all()}
    sampling.add(his[0], Why.BROKEN, rules["broken"])
    sampling.add(his[0], Why.REOPENED, rules["reopened"])
    sampling.add(his[1], Why.BEYOND, rules["beyond"])
    sampling.add(mine[0], Why.CHANCE, rules["everyone"])
    note = "Kas selgitasin ühist esindusõigust õigesti?"
    sampling.ask_review(candidate=mine[1], note=note, by=riina)
    practice = Call.objects.filter(training=True, answered_at__isnull=False).order_by("pk").first()
    if practice is not None and (sham := one(WorkKind.CALL, practice.pk)) is not None:
        sampling.add(sham, Why.CHANCE, rules["trainees"])


def _compared(candidate: Candidate, helena: User, head: User) -> None:
    """Helena has finished, the head has not begun."""
    with ago(DAY):
        made = calibrating.open_calibration(candidate=candidate, reviewers=[helena, head], by=head)
        review = calibrating.begin(calibration=made, by=helena)
        answers = {each.key: 2 for each in review.scorecard.criteria.all()}
        reviewing.finish(review=review, said=Said(answers, (), "Eeskujulik."), by=helena)


def _booked(riina: User, helena: User) -> None:
    start = clock.now().replace(minute=0, second=0, microsecond=0) + DAY
    listening.book(
        person=riina, starts_at=start, ends_at=start + timedelta(hours=1), by=helena,
        note="Kuidas kõne kokku võetakse.",
    )  # fmt: skip
