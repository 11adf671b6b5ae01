"""What people said about representation, as judgements: a reading of a card's text, a proof. Reads only."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import override

from registry import rulebook, rules
from registry.enums import Basis, ProofKind, Reason
from registry.models import Proof, ProofPerson, Reading
from registry.roles import COUNTRIES

# ISO 3166-1 alpha-2 of a certificate -> alpha-3 of the register.
_ALPHA3 = {alpha2: alpha3 for alpha3, alpha2 in COUNTRIES.items()}


def read(
    client_id: int | None, card_hash: str, judgement: rules.Judgement
) -> tuple[rules.Judgement, Reading | None]:
    """The judgement by the reading in force of this card, and that reading; as it was where there is none.

    Two clients that turned out to be one may each have a reading of the card: where they differ, neither
    speaks.
    """
    if client_id is None or not rules.readable(judgement):
        return judgement, None
    readings = list(Reading.objects.of_card(client_id, card_hash).in_force())
    meanings = {frozenset(map(frozenset, each.groups)) for each in readings}
    if len(meanings) != 1:
        return judgement, None
    found = rules.read(judgement, _acceptable(readings[0].groups, judgement))
    return (found, readings[0]) if found != judgement else (judgement, None)


def signable(judgement: rules.Judgement) -> list[rules.Person]:
    """Those on the card whom a reading may name: they represent, have a code, and are accepted; once each."""
    accepted: dict[str, rules.Person] = {}
    procurators = _procurators()
    for person in judgement.persons:
        if person.identity and person.role not in procurators:
            accepted.setdefault(person.identity, person)
    return list(accepted.values())


def by_proof(proof: Proof) -> rules.Judgement:
    """What a document proves today; PROOF_ENDED beside it where it is no longer in force."""
    valid = Proof.objects.in_force().filter(pk=proof.pk).exists()
    reasons = () if valid else (Reason.PROOF_ENDED,)
    persons = [_person(each, proof) for each in proof.persons.all()]
    return rules.proven(ProofKind(proof.kind), persons, reasons)


def _acceptable(groups: list[list[str]], judgement: rules.Judgement) -> Iterable[frozenset[str]]:
    """The sets of a reading without those who are no longer accepted; if none is left, none that fits."""
    known = {person.identity for person in signable(judgement)}
    fitting = [frozenset(group) for group in groups if set(group) <= known]
    return fitting if fitting or not groups else [frozenset({"-"})]


def _procurators() -> set[str]:
    if settings.REGISTRY_PROCURATOR:
        return set()
    return {rule.code for rule in rulebook.current().roles if rule.procurator}


def _person(named: ProofPerson, proof: Proof) -> rules.Person:
    """As the register would name him; of a country whose certificates are not matched he has no identity."""
    with override("et"):  # the document that he signs is in Estonian
        role = named.role or str(Basis(proof.basis).label)
    country = _ALPHA3.get(named.country, named.country)
    return rules.Person(named.code, country, named.first, named.last, "", role, named.alone)
