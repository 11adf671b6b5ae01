"""What will stop working, for the one who drafts or sends the notice, and in words to read out. Reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.enums import Effect
from contracts.life import holdings, rules
from contracts.life.consequences import Consequences, following
from contracts.life.tree import Holding
from contracts.models import Authorisation, EndRule, Kind, Package
from desk import workdays
from desk.enquiries.models import Enquiry
from desk.people.models import User

READ_OUT = ("et", "ru")  # languages in which most callers are spoken to


@dataclass(frozen=True)
class Spoken:
    """The same in one language, a sentence each, as it is read out to the caller."""

    language: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One notice: what follows when it is accepted today, what the day rests on, words to read out."""

    notice: str
    computed: rules.Computed
    found: Consequences | None
    spoken: tuple[Spoken, ...]
    enquiries: tuple[Enquiry, ...] = ()

    @property
    def basis(self) -> str:
        return rules.words(self.computed)

    @property
    def day(self) -> date:
        """The day that people are told."""
        return self.computed.ends_on


@dataclass(frozen=True)
class Wish:
    """A notice as it is drafted: which document it ends, for whom, by which rule, wished for which day."""

    label: str
    kind: Kind
    document: int
    code: str = ""
    rule: str = ""
    ends_on: str = ""


def of_wishes(client_id: int, wishes: Sequence[Wish], reader: User) -> list[Told]:
    """What follows from each; nothing is read where nothing is chosen."""
    if not wishes:
        return []
    held = holdings.of_client(client_id)
    chosen = _rules({each.kind.pk for each in wishes})
    today = workdays.today()
    told = []
    for wish in wishes:
        rule = _rule(chosen.get(wish.kind.pk, ()), wish.rule)
        computed = rules.compute(rule, today, rules.wish(wish.ends_on))
        found = following(held, wish.document, wish.code, computed.last_day)
        spoken = tuple(_spoken(found, computed, each) for each in READ_OUT) if found else ()
        told.append(Told(wish.label, computed, found, spoken))
    return _with_enquiries(client_id, told, reader)


def of_package(package: Package, reader: User) -> list[Told]:
    """Of every notice of a package that has not taken effect yet."""
    notices = package.authorisations.kept().filter(kind__effect=Effect.CLOSES, accepted_at=None)
    rows = list(notices.select_related("kind").prefetch_related("persons"))
    numbers = {each.values.get("ended_number", "") for each in rows} - {""}
    standing = Authorisation.objects.relied_on().filter(package__client=package.client_id, number__in=numbers)
    by_number = {(each.number, each.portal_id): each.pk for each in standing} if numbers else {}
    wishes = []
    for each in rows:
        ended = by_number.get((each.values.get("ended_number", ""), each.portal_id))
        if ended is not None:
            codes = [one.code for one in each.persons.all()] or [""]
            label = f"{each.kind} {each.number}".strip()
            wishes += [
                Wish(label, each.kind, ended, code, each.values.get("end_rule", ""),
                     each.values.get("ends_on", ""))
                for code in codes
            ]  # fmt: skip
    return of_wishes(package.client_id, wishes, reader)


def _rules(kinds: Iterable[int]) -> Mapping[int, list[EndRule]]:
    found: dict[int, list[EndRule]] = {}
    for each in EndRule.objects.filter(kind__in=kinds).order_by("kind", "-chosen", "position", "pk"):
        found.setdefault(each.kind_id, []).append(each)
    return found


def _rule(offered: Sequence[EndRule], code: str) -> rules.Rule:
    """The rule that was chosen, else the one that is chosen at first."""
    row = next((each for each in offered if each.code == code), None)
    row = row or next((each for each in offered if each.active), None)
    return rules.rule(row) if row else rules.WITHOUT_RULE


def _with_enquiries(client_id: int, told: Sequence[Told], reader: User) -> list[Told]:
    """Open enquiries of those who lose access, in one query for all notices."""
    codes = {one.code for each in told if each.found for one in each.found.lose if one.code}
    if not codes:
        return list(told)
    rows = (
        Enquiry.objects.open().readable_by(reader).filter(client=client_id, person__personal_code__in=codes)
    )
    open_ones = list(rows.select_related("person", "topic").order_by("pk")[:20])
    return [
        Told(each.notice, each.computed, each.found, each.spoken, tuple(_theirs(each, open_ones)))
        for each in told
    ]


def _theirs(told: Told, enquiries: Iterable[Enquiry]) -> list[Enquiry]:
    codes = {one.code for one in told.found.lose} if told.found else set()
    return [each for each in enquiries if each.person and each.person.personal_code in codes]


def _spoken(found: Consequences, computed: rules.Computed, language: str) -> Spoken:
    with override(language):
        return Spoken(language, tuple(_sentences(found, computed)))


def _sentences(found: Consequences, computed: rules.Computed) -> Iterable[str]:
    said = {"portal": found.chosen.portal_name, "day": computed.ends_on.strftime(rules.SHOWN)}
    whom = found.ended[0].person
    number = {"number": found.chosen.number}
    if whom is None:
        if computed.last_day < computed.event:
            yield _("Document %(number)s stops working at once, when the signed notice is accepted.") % number
        else:
            yield _("The last day of document %(number)s is %(day)s.") % (said | number)
    elif computed.last_day < computed.event:
        words = number | {"name": whom.name}
        yield _("The power of %(name)s by document %(number)s stops at once, when the signed notice is"
                " accepted.") % words  # fmt: skip
    else:
        words = said | number | {"name": whom.name}
        yield _("The last day of the power of %(name)s by document %(number)s is %(day)s.") % words
    if more := _numbers(each.holding for each in found.more):
        yield _("These documents end with it: %(numbers)s.") % {"numbers": more}
    if found.lose:
        names = ", ".join(each.name for each in found.lose)
        yield _("After that these people cannot use %(portal)s for you: %(names)s.") % (
            said | {"names": names}
        )
    for each in found.keep:
        words = said | {"name": each.name, "numbers": _numbers(each.keeps)}
        yield _("%(name)s goes on in %(portal)s by another document: %(numbers)s.") % words
    if found.orphaned:
        yield (
            _(
                "Nobody is left who manages users in %(portal)s for you. If you need the portal, appoint a"
                " new main user."
            )
            % said
        )
    yield _("What falls due before that day must still be submitted.")


def _numbers(held: Iterable[Holding]) -> str:
    return ", ".join(each.number for each in held)
