"""The guides of the demo desk: used in enquiries, one marked as wrong, one due for review; an instruction."""

from dataclasses import replace
from datetime import datetime, timedelta

from desk import workdays
from desk.demo.moment import ago
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry
from desk.guides import actions
from desk.guides.models import Guide, GuideVersion
from desk.guides.reference import seed_reference, wording
from desk.people.models import User

# topic of the enquiry, file of the guide that was used there, steps that were done
USED: list[tuple[str, str, set[int]]] = [
    ("joint-rights", "joint", {1, 2, 3}),
    ("login-failure", "login", {1, 2, 3, 5}),
    ("charge-deadline", "deadline", set()),
]
KEPT_DAYS = 200  # the guides were written so long ago; the one about returned reports is due since
INSTRUCTIONS = (
    (
        "Esindusõigus küsitakse enne iga dokumendi saatmist",
        "Alates tänasest küsime esindusõiguse registrist **enne iga saatmist**, ka siis, kui klient helistas"
        " eile.\n\n- Tulemus jääb dokumendi juurde tõendina.\n- Kahtluse korral küsi nõu Helenalt.",
        True, 1,
    ),
    ("Letiajad detsembris", "24. ja 31. detsembril on lett avatud kella 12-ni.", False, 6),
)  # fmt: skip


def seed(at: datetime) -> None:
    """Publish the guides of the house, use them, doubt one, and tell the team two things."""
    riina, helena, head = (User.objects.get(username=name) for name in ("spetsialist", "vanem", "juht"))
    with ago(timedelta(days=KEPT_DAYS)):
        seed_reference()
    _still_right("returned", head)
    _improved("login", head)
    _used()
    _doubted(riina, helena, head)
    for title, body, important, days in INSTRUCTIONS:
        with ago(timedelta(days=days)):
            values = {
                "title": title, "body": body, "important": important,
                "roles": ["specialist", "senior_specialist"],
                "read_by_day": workdays.day_of(at) + timedelta(days=1) if important else None,
            }  # fmt: skip
            one = actions.write_instruction(instruction=None, values=values, by=head)
            actions.publish_instruction(instruction=one, by=head)
    actions.confirm_reading(instruction=one, by=riina)
    begun = {"title": "Uued tähtajad alates jaanuarist", "body": "Täpsustub.", "roles": ["specialist"]}
    actions.write_instruction(instruction=None, values=begun, by=head)
    actions.ask_for_reviews()


def _guide(name: str) -> Guide:
    return Guide.objects.get(versions__title_et=wording(name).title_et, versions__state="published")


def _version(name: str) -> GuideVersion:
    return GuideVersion.objects.select_related("guide").get(guide=_guide(name), state="published")


def _still_right(due: str, head: User) -> None:
    """All but one were read again last week."""
    with ago(timedelta(days=7)):
        for guide in Guide.objects.exclude(pk=_guide(due).pk):
            actions.reviewed(guide=guide, by=head)


def _improved(name: str, head: User) -> None:
    """A second version, so that there is something to compare."""
    with ago(timedelta(days=5)):
        old = wording(name)
        better = replace(old, body_et=f"{old.body_et}\n\nKui midagi ei aita, anna edasi IT-toele.")
        better = replace(better, change_note="Lisasin, kellele edasi anda")
        actions.publish(version=actions.draft(guide=_guide(name), wording=better, by=head), by=head)


def _used() -> None:
    for topic, name, steps in USED:
        enquiry = Enquiry.objects.filter(topic__code=topic).order_by("pk").first()
        if enquiry is None or enquiry.owner is None:
            continue
        used = enquiries.use_guide(enquiry=enquiry, version=_version(name), by=enquiry.owner)
        if steps:
            enquiries.tick_steps(used=used, steps=steps, shown=set(), by=enquiry.owner)


def _doubted(riina: User, helena: User, head: User) -> None:
    """Helena owns the guide about signing: Riina says what is wrong, and a draft of the answer stands."""
    guide = _guide("signing")
    actions.arrange(
        guide=guide, topic_codes=guide.topic_codes, owner=helena, review_months=guide.review_months, by=head
    )
    with ago(timedelta(days=1)):
        flag = actions.flag(version=_version("signing"), by=riina)
        actions.remark(flag=flag, text="Smart-ID puhul küsitakse PIN2 alles teisel lehel", by=riina)
    old = wording("signing")
    added = (
        "Smart-ID: PIN2 küsitakse teisel lehel, kui kontrollkood on kinnitatud.",
        "Smart-ID: PIN2 is asked for on the second page, once the control code is confirmed.",
        "Smart-ID: PIN2 запрашивают на второй странице, когда контрольный код подтверждён.",
    )
    steps = [*old.steps[:4], added, *old.steps[4:]]
    better = replace(old, steps=steps, change_note="Lisasin Smart-ID teise lehe")
    actions.draft(guide=guide, wording=better, by=helena)
