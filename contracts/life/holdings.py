"""A client's signed documents as the tree and its kin take them. Reads, never writes; a few queries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.drafting.filling import BINDING_LANGUAGE
from contracts.enums import Effect
from contracts.life import ends, flags, standing
from contracts.life.tree import Holding, Named
from contracts.models import Authorisation, AuthorisedPerson, CountedSignature, Kind
from contracts.printing.placeholders import ASKED_BY_NAME, SERVICES
from contracts.verification import comparing


def of_client(client_id: int, *, portal: int | None = None) -> list[Holding]:
    """Everything that opens a portal and was ever accepted from this client, the oldest first."""
    rows = Authorisation.objects.filter(package__client=client_id, kind__effect=Effect.OPENS)
    rows = rows.exclude(accepted_at=None)
    return of(rows if portal is None else rows.filter(portal=portal))


def of(rows: Any) -> list[Holding]:
    """The documents of this query as values."""
    related = rows.select_related("kind", "portal", "package", "end_notice__kind", "granted_under")
    documents = list(related.prefetch_related("persons").order_by("accepted_at", "pk"))
    signed = comparing.signatures_of({each.package_id for each in documents}) if documents else {}
    grantors = {each.granted_under_id for each in documents}
    above = _persons_of(documents, grantors)
    flagged = flags.flagged(each.pk for each in documents) if documents else {}
    delegating = delegates() if documents else frozenset()
    return [_holding(each, signed.get(each.package_id, ()), above, delegating, flagged) for each in documents]


def delegates() -> frozenset[int]:
    """Kinds whose holders may authorise others: those that stand in another's `also_by`."""
    through = Kind.also_by.through
    opening = Kind.objects.filter(effect=Effect.OPENS).values("pk")
    return frozenset(through.objects.filter(from_kind__in=opening).values_list("to_kind", flat=True))


def _persons_of(documents: Sequence[Authorisation], grantors: Iterable[int | None]) -> dict[str, str]:
    """Names of those whom powers among these documents name, by identity, as they are written there."""
    wanted = set(grantors)
    named: dict[str, str] = {}
    for each in documents:
        if each.pk in wanted:
            named |= {f"EE{one.code}": str(one) for one in each.persons.all()}
    return named


def _holding(
    row: Authorisation, signed: Iterable[CountedSignature], above: Mapping[str, str],
    delegating: frozenset[int], flagged: Mapping[int, int],
) -> Holding:  # fmt: skip
    return Holding(
        pk=row.pk,
        number=row.number,
        kind=str(row.kind),
        portal=row.portal_id,
        portal_name=row.portal.name,
        known=standing.facts(row),
        persons=tuple(_named(each) for each in row.persons.all()),
        signers=givers(row, signed, above),
        may=may(row),
        end_basis=ends.basis(row),
        ended_by=row.end_notice.number if row.end_notice else "",
        contract_number=row.values.get("contract_number", ""),
        granted_under=row.granted_under_id,
        delegates=row.kind_id in delegating,
        with_grantor=row.kind.ends_with_grantor,
        taken_over=row.taken_over_id is not None,
        flagged=row.pk in flagged,
        package=row.package_id,
        position=row.kind.position,
    )


def _named(row: AuthorisedPerson) -> Named:
    return Named(row.pk, str(row), row.code, row.last_day, row.end_reason, row.end_basis)


def givers(
    row: Authorisation, signed: Iterable[CountedSignature], above: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Who gave the document, by name: those who signed the accepted container; where no container is held,
    those whom the text names as representatives."""
    written = {f"EE{each['code']}": each["name"] for each in row.values.get("representatives", [])}
    names = {**(above or {}), **written}
    given = [names.get(each.identity, each.name) for each in signed]
    return tuple(dict.fromkeys(given or written.values()))


def _services() -> dict[str, object]:
    """Services as they were written into documents, with their names in the language of the page."""
    with override(BINDING_LANGUAGE):
        return {str(label): label for _code, label in SERVICES}


def may(row: Authorisation) -> tuple[str, ...]:
    """What those whom it names may do, each as a few words."""
    values = row.values
    told = [
        str(ASKED_BY_NAME[name].label) for name in ("may_sign", "may_delegate") if values.get(name) is True
    ]
    own = _services()
    written = [each["service"] for each in values.get("services") or [] if isinstance(each, dict)]
    services = [str(own.get(each, each)) for each in written]
    if services:
        told.append(_("services: %(services)s") % {"services": ", ".join(services)})
    if values.get("objects"):
        told.append(_("permits and sites: %(objects)s") % {"objects": values["objects"]})
    return tuple(told)
