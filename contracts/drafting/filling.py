"""Values of a document: what is known fills itself, what is missing is named. Reads, never writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.enums import SignedBy, WhyByHand
from contracts.models import Authorisation, Clause, Kind, Package, Portal, TemplateVersion
from contracts.printing.placeholders import ASKED_BY_NAME, SERVICES, Asked
from contracts.printing.templating import names
from desk.clients import protection
from desk.clients.enums import ContactKind, Works
from desk.clients.models import Client, ContactPoint
from registry.enums import Reason, Verdict
from registry.models import Check
from registry.roles import ROLES
from registry.rules import Judgement, Person

BINDING_LANGUAGE = "et"  # the text that is signed; others are courtesy translations
CONTRACT = "user_contract"
ENDS = frozenset({"ended_number", "ended_on"})  # what a notice says of the document that it ends
# A document's placeholders for its first authorised person, and the columns of all of them.
PERSON_FIELDS = {
    "person_first_name": "first_name",
    "person_last_name": "last_name",
    "person_code": "code",
    "person_email": "email",
    "person_phone": "phone",
    "person_position": "job_title",
}


class Chosen(Protocol):
    """A document that somebody wants, whatever else stands in it."""

    @property
    def kind(self) -> Kind: ...

    @property
    def portal(self) -> Portal: ...


@dataclass(frozen=True)
class Signers:
    """A set of persons that the register's answer lets sign for the client."""

    persons: tuple[Person, ...]

    @property
    def key(self) -> str:
        return ",".join(person.identity for person in self.persons)

    @property
    def label(self) -> str:
        return ", ".join(person.name for person in self.persons)


def last_check(client: Client, act: tuple[str, int] = ("", 0)) -> Check | None:
    """The newest answer about the client; a print-out that was taken in for another act says nothing here."""
    answers = Check.objects.for_client(client.pk).answered().that_may_speak_of(*act)
    return answers.select_related("payload").first()


def signer_sets(judgement: Judgement) -> list[Signers]:
    """Every set that may sign; where the register gives only text, all who represent, as one set.

    A document that proves the right names persons without a role of the register; one that is over nobody.
    """
    if Reason.PROOF_ENDED in judgement.reasons:
        return []
    by_identity: dict[str, Person] = {}
    named = frozenset[str]().union(*judgement.groups)
    for person in judgement.persons:
        if person.identity and (person.role in ROLES or person.identity in named):
            by_identity.setdefault(person.identity, person)
    groups = [group for group in judgement.groups if group <= by_identity.keys()]
    ordered = sorted(groups, key=lambda group: (len(group), sorted(by_identity[i].name for i in group)))
    if not ordered and by_identity and Reason.READ_BY_PERSON not in judgement.reasons:
        ordered = [frozenset(by_identity)]
    return [
        Signers(tuple(sorted((by_identity[i] for i in group), key=lambda person: person.name)))
        for group in ordered
    ]


def texts_for(
    kinds: Iterable[Kind], portal: Portal, language: str = BINDING_LANGUAGE
) -> dict[int, TemplateVersion]:
    """The valid text of each kind, by the kind's id: the portal's own where there is one, else the common."""
    versions = TemplateVersion.objects.valid().filter(
        Q(template__portal=portal) | Q(template__portal=None),
        template__kind__in=[kind.pk for kind in kinds],
        template__language=language,
    )
    found: dict[int, TemplateVersion] = {}
    for version in versions.select_related("template").order_by(
        F("template__portal").asc(nulls_last=True), "-number"
    ):
        found.setdefault(version.template.kind_id, version)
    return found


def template_for(kind: Kind, portal: Portal, language: str = BINDING_LANGUAGE) -> TemplateVersion | None:
    """The valid text: the portal's own where there is one, else the common one."""
    return texts_for([kind], portal, language).get(kind.pk)


def without_text(kinds: Iterable[Kind], texts: Mapping[int, TemplateVersion]) -> list[str]:
    """Kinds that cannot be drafted today, each as a sentence."""
    lacking = [kind for kind in kinds if kind.pk not in texts]
    return [_("“%(kind)s” has no template that is valid today.") % {"kind": kind} for kind in lacking]


def done_in_portal(documents: Iterable[Chosen]) -> list[Kind]:
    """Kinds among these that clients conclude in the portal without us: somebody says why not this time."""
    wanted = list(documents)
    own: dict[Portal, set[int]] = {each.portal: set() for each in wanted}
    for portal in own:
        own[portal] = set(portal.own_kinds.values_list("pk", flat=True))
    return [each.kind for each in wanted if each.kind.pk in own[each.portal]]


def why_by_hand(judgement: Judgement | None, client: Client) -> str:
    """What the register's answer gives as the reason; empty when it gives none."""
    if client.country != "EE":
        return WhyByHand.FOREIGN
    if judgement is None:
        return ""
    reasons = set(judgement.reasons)
    if Reason.PERSON_WITHOUT_CODE in reasons:
        return WhyByHand.FOREIGN
    if judgement.conditions or Reason.TEXT_ONLY in reasons:
        return WhyByHand.CONDITIONS
    if judgement.verdict == Verdict.JOINT:
        return WhyByHand.JOINT
    nobody = {Verdict.NOT_REPRESENTATIVE, Verdict.ORG_NOT_FOUND, Verdict.STANDING_PROOF}
    if Reason.NOBODY_ENTITLED in reasons or judgement.verdict in nobody:
        return WhyByHand.NO_REPRESENTATIVE
    return ""


def working_emails(client: Client) -> list[ContactPoint]:
    """Addresses that somebody has confirmed: the client's own first, then of those who act for it."""
    acting = client.roles.filter(ended_at=None).values("person")
    found = ContactPoint.objects.emails().filter(Q(client=client) | Q(person__in=acting), works=Works.YES)
    ordered = found.select_related("person").order_by("-preferred", "-verified_at", "pk")
    return sorted(ordered, key=lambda each: each.client_id != client.pk)


def printed_first(
    contacts: Iterable[ContactPoint], protected: tuple[frozenset[int], frozenset[int]]
) -> dict[str, ContactPoint]:
    """Of each kind the contact that stands in documents."""
    found: dict[str, ContactPoint] = {}
    for contact in contacts:
        if not protection.is_protected(contact, protected):
            found.setdefault(contact.kind, contact)
    return found


def _printed(contacts: Iterable[ContactPoint]) -> str:
    """The first that may stand in a document; a protected one is only said to be known."""
    found = list(contacts)
    first = next(iter(printed_first(found, protection.owners()).values()), None)
    if first is not None:
        return first.shown
    return protection.KNOWN_TO_US if found else ""


def working_phones(client: Client) -> Iterable[ContactPoint]:
    """Numbers of the client's own that somebody has confirmed."""
    working = client.contacts.filter(kind=ContactKind.PHONE, works=Works.YES)
    return working.order_by("-preferred", "-verified_at")


def contract_number(package: Package, portal: Portal) -> str:
    """The user agreement on which a power of attorney leans: of this package, or the last in force."""
    contracts = Authorisation.objects.filter(kind__code=CONTRACT, portal=portal)
    own = contracts.kept().filter(package_id=package.pk).first() if package.pk else None
    old = contracts.relied_on().filter(package__client_id=package.client_id).order_by("-pk").first()
    found = own or old
    return found.number if found else ""


def representation(check: Check | None, chosen: str) -> dict[str, Any]:
    """Who signs for the client, in the words of the register; nobody where it named nobody."""
    sets = signer_sets(check.judgement) if check else []
    signers = next((each for each in sets if each.key == chosen), sets[0] if sets else Signers(()))
    checked = timezone.localtime(check.answered_at).strftime("%d.%m.%Y %H:%M") if check else ""
    return {
        "representatives": [
            {"name": person.name, "code": person.code, "basis": _basis(person)} for person in signers.persons
        ],
        "signers": signers.key,
        "joint": len(signers.persons) > 1,
        "special_conditions": "\n".join(check.judgement.conditions) if check else "",
        "checked_at": checked if signers.persons else "",
    }


def _basis(person: Person) -> str:
    name = person.role_text or ROLES[person.role].name
    return name[:1].lower() + name[1:]


def known(package: Package, authorisation: Authorisation, chosen_signers: str) -> dict[str, Any]:
    """Everything that a document can say without asking anybody."""
    client, portal = package.client, authorisation.portal
    return {
        "number": authorisation.number,
        "date": shown_date(timezone.localdate(package.drafted_at)),
        "agency_name": settings.AGENCY_NAME,
        "agency_code": settings.AGENCY_CODE,
        "agency_email": settings.AGENCY_EMAIL,
        "agency_phone": settings.AGENCY_PHONE,
        "client_name": client.name,
        "client_code": client.code,
        "client_email": _printed(working_emails(client)),
        "client_phone": _printed(working_phones(client)),
        "portal_name": portal.name,
        "portal_address": portal.address,
        "contract_number": contract_number(package, portal),
        "specialist_name": str(package.drafted_by),
        **representation(last_check(client, ("package", package.pk or 0)), chosen_signers),
    }


def chosen_clauses(documents: Iterable[Authorisation]) -> list[tuple[Kind, list[Clause]]]:
    """The clauses chosen for each document that has any, in the order of the documents."""
    chosen = [each for each in documents if any(_chosen(name, said) for name, said in each.values.items())]
    if not chosen:
        return []
    kinds = {each.kind_id for each in chosen}
    clauses = list(Clause.objects.filter(kind__in=kinds).order_by("position", "pk"))
    found = []
    for each in chosen:
        mine = [one for one in clauses if one.kind_id == each.kind_id and each.values.get(one.placeholder)]
        if mine:
            found.append((each.kind, mine))
    return found


def _chosen(name: str, said: object) -> bool:
    return name.startswith("clause_") and bool(said)  # `Clause.placeholder`


def shown_date(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def asked(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a person filled in, as a document shows it; only what the kind asks for."""
    return {name: _as_shown(ASKED_BY_NAME[name], given.get(name)) for name in kind.asks}


def _as_shown(placeholder: Asked, value: Any) -> Any:
    if placeholder.type == "flag":
        return bool(value)
    if placeholder.type == "services":
        chosen = set(value or [])
        with override(BINDING_LANGUAGE):
            return [{"service": str(label)} for code, label in SERVICES if code in chosen]
    return shown_date(value) if isinstance(value, date) else str(value or "").strip()


class Lack(str):
    """A sentence on what is missing, with the address of the page where it is mended."""

    where: str = ""

    @classmethod
    def of(cls, text: str, where: str = "") -> "Lack":
        lack = cls(text)
        lack.where = where
        return lack


def missing_in(authorisation: Authorisation) -> list[str]:
    """What the document still lacks, each as a sentence for the specialist."""
    kind, values, client = authorisation.kind, authorisation.values, authorisation.package.client
    found: list[str] = lacks_of(client, [kind], [authorisation.text], values)
    for name in kind.asks:
        placeholder = ASKED_BY_NAME[name]
        if placeholder.required and not values.get(name):
            found.append(f"{kind}: {placeholder.label}.")
    required = [name for name in kind.asks if name in PERSON_FIELDS and ASKED_BY_NAME[name].required]
    for number, row in enumerate(values.get("persons", [])[1:], start=2):
        lacking = [str(ASKED_BY_NAME[name].label) for name in required if not row.get(PERSON_FIELDS[name])]
        if lacking:
            words = {"kind": kind, "number": number, "what": ", ".join(lacking)}
            found.append(_("%(kind)s, person %(number)s: %(what)s.") % words)
    return found


def lacks_of(
    client: Client, kinds: Iterable[Kind], texts: Iterable[TemplateVersion], values: Mapping[str, Any]
) -> list[str]:
    """What documents of these kinds with these texts lack of what the desk should know."""
    page = client.get_absolute_url()
    used = frozenset[str]().union(*(names(text.body) for text in texts))
    by_client = any(kind.signed_by == SignedBy.REPRESENTATIVES for kind in kinds)
    found: list[str] = []
    if by_client and not values.get("representatives"):
        found.append(Lack.of(_("Who may sign for the client: ask the Business Register."), page))
    if "client_code" in used and not values.get("client_code"):
        change = reverse("clients:change", args=[client.pk])
        found.append(Lack.of(_("The client's registry code."), change))
    if "client_email" in used and not values.get("client_email"):
        found.append(Lack.of(_("A working e-mail address of the client."), f"{page}#contacts"))
    return found


def missing(package: Package, documents: Sequence[Authorisation] | None = None) -> list[str]:
    """What the package still lacks before it can be rendered; each sentence once.

    A page that has read the documents already gives them.
    """
    if documents is None:
        documents = list(package.authorisations.kept().select_related("kind", "template_version"))
    for each in documents:
        each.package = package
    sentences = [sentence for each in documents for sentence in missing_in(each)]
    return list(dict.fromkeys(sentences))
