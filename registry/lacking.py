"""What is missing before the representation of a client is enough to go on, in words, with the way on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.codes import HOME
from desk.clients.enums import Kind, Works
from desk.clients.models import Client
from registry import rules
from registry.enums import Reason, Standing, Verdict
from registry.grounds import FRESH
from registry.models import Check, Proof, Reading
from registry.reach import Signer

_MOST = 6  # persons who are named one by one
# Of these the register says nothing that helps: only other proof does.
_NEED_PROOF = frozenset(
    {Verdict.ORG_NOT_FOUND, Verdict.NOT_REPRESENTATIVE, Verdict.INDETERMINATE, Verdict.SOLE_PROCURATOR}
)


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, and where it is made good."""

    text: str
    url: str = ""
    link: str = ""


def in_register(client: Client) -> bool:
    """Whether the Business Register is asked about this client: not about people and foreigners."""
    return client.kind != Kind.PERSON and bool(client.registry_code) and client.country == HOME


def without_answer(client: Client, newest: Check | None, proofs: Sequence[Proof]) -> list[Lack]:
    """No answer at all: what can be done beside asking again."""
    if client.kind == Kind.PERSON or (newest is not None and newest.waits):
        return []
    if second := _second_person(client, proofs):
        return second
    if not in_register(client):
        return [_standing(client, _("No proof of the right of representation has been taken in."))]
    return [_print_out(newest, _("The right of representation is not known."))] if newest is not None else []


def to_go_on(
    client: Client, check: Check, judgement: rules.Judgement, people: list[Signer], proofs: Sequence[Proof]
) -> list[Lack]:
    """By the newest answer: reading, proof, a fresh question, and contacts of those who sign."""
    second = _second_person(client, proofs)
    return [
        *second,
        *_of_the_answer(client, check, judgement, looked_at=bool(second)),
        *_of_contacts(client, judgement, people),
    ]


def _second_person(client: Client, proofs: Sequence[Proof]) -> list[Lack]:
    """What somebody has said or taken in, and nobody has looked at yet."""
    lacks = []
    reading = Reading.objects.for_client(client.pk).filter(state=Standing.PROPOSED).first()
    if reading is not None:
        text = _("Somebody has read the card; a second person must look at it.")
        lacks.append(Lack(text, _address("registry:page", reading.check_row_id), _("Look")))
    for proof in proofs:
        if proof.state == Standing.PROPOSED:
            text = _("Proof has been taken in; a second person must look at it.")
            lacks.append(Lack(text, proof.get_absolute_url(), _("Look")))
    return lacks


def _of_the_answer(
    client: Client, check: Check, judgement: rules.Judgement, *, looked_at: bool
) -> list[Lack]:
    """What the answer lacks; what a second person looks at already needs no other beginning."""
    lacks: list[Lack] = []
    at = check.answered_at or check.asked_at
    if in_register(client) and check.proof_id is None and at < clock.now() - FRESH:
        day = timezone.localtime(at).strftime("%d.%m.%Y")
        lacks.append(Lack(_("The register has not been asked since %(day)s.") % {"day": day}))
    read = Reason.READ_BY_PERSON in judgement.reasons
    if looked_at:
        return lacks
    if rules.readable(judgement) and not read:
        text = _("Somebody must read the card and say who signs.")
        lacks.append(Lack(text, _address("registry:read", check.pk), _("Read the card")))
    elif not judgement.groups and (read or judgement.verdict in _NEED_PROOF):
        lacks.append(_print_out(check, _("By the register nobody can sign: other proof is needed.")))
    elif Reason.PROOF_ENDED in judgement.reasons:
        lacks.append(_standing(client, _("The proof has ended.")))
    return lacks


def _of_contacts(client: Client, judgement: rules.Judgement, people: list[Signer]) -> list[Lack]:
    """Nothing where everyone of some sufficient set can be sent a document."""
    ready = {each.person.identity for each in people if each.gets_documents}
    if any(group <= ready for group in judgement.groups):
        return []
    unready = [each for each in people if not each.gets_documents]
    return [_of_contact(client, each) for each in unready[:_MOST]]


def _of_contact(client: Client, signer: Signer) -> Lack:
    name = {"name": signer.name}
    if not signer.acts or signer.known is None:
        adding = _address("clients:add_person", client.pk)
        return Lack(_("%(name)s is not among the contact persons.") % name, adding, _("Add"))
    url, link = signer.known.get_absolute_url(), _("Contacts")
    if signer.email is None:
        return Lack(_("%(name)s: no e-mail address is known.") % name, url, link)
    if signer.email.works == Works.NO:
        return Lack(_("%(name)s: the e-mail address does not work.") % name, url, link)
    if signer.email.works == Works.UNKNOWN:
        return Lack(_("%(name)s: the e-mail address has not been confirmed.") % name, url, link)
    when = timezone.localtime(signer.email.from_when).strftime("%d.%m.%Y %H:%M")
    text = _("%(name)s: the e-mail address is new, documents go there from %(when)s.")
    return Lack(text % {**name, "when": when}, url, link)


def _standing(client: Client, text: str) -> Lack:
    return Lack(text, _address("registry:take_standing", client.pk), _("Take in a standing proof"))


def _print_out(check: Check, text: str) -> Lack:
    return Lack(text, _address("registry:take_print_out", check.pk), _("Take in a print-out or other proof"))


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
