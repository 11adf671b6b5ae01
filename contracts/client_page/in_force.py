"""What is in force for the client: who gave it, until when, what ends when and why, and how to end it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from contracts.actions import wishes
from contracts.client_page import entrance, limits
from contracts.client_page.entrance import WHY
from contracts.enums import Effect
from contracts.life import holdings, rules, tree
from contracts.models import Authorisation, EndRule, Kind, Package
from desk import workdays
from desk.http import Refused, public_reads, public_writes
from desk.people.models import Todo


@dataclass(frozen=True)
class Way:
    """One way to end something: the notice by its name, who signs it, and when it takes effect."""

    name: str
    reason: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One document on the client's page, with the ways to end it and the wish that is open."""

    node: tree.Node
    ways: tuple[Way, ...]
    asked: Todo | None

    @property
    def ends(self) -> str:
        """When it ends and why, in a sentence; empty while it is without term."""
        holding = self.node.holding
        last = holding.span.last
        if last is None:
            return ""
        by_period = holding.span.last_day is None or last != holding.span.last_day
        basis = rules.because("expired") if by_period else holding.end_basis
        return rules.sentence(last, basis, over=False)


@dataclass(frozen=True)
class Place:
    """One portal: its documents, those that others stand on before them."""

    name: str
    parts: tuple[Part, ...]


def places(client_id: int, today: date) -> list[Place]:
    """Everything that stands today or begins later, portal by portal."""
    held = holdings.of_client(client_id)
    asked = wishes.asked_about([each.pk for each in held])
    ways = _ways()
    found = []
    for branch in tree.grow(held, today, today):
        nodes = _flat((*branch.agreements, *branch.main, *branch.beside))
        parts = tuple(
            Part(node, tuple(ways[not node.holding.is_agreement]), asked.get(node.holding.pk))
            for node in nodes
        )
        found.append(Place(branch.name, parts))
    return found


def _flat(nodes: Iterable[tree.Node]) -> list[tree.Node]:
    return [each for node in nodes for each in (node, *_flat(node.under))]


def _ways() -> dict[bool, list[Way]]:
    """Kinds of notice that end what names a person (True), and what names nobody."""
    language = (translation.get_language() or "et")[:2]
    terms: dict[int, list[str]] = {}
    for rule in EndRule.objects.offered().order_by("kind", "position", "pk"):
        basis = rule.basis_in(language)
        terms.setdefault(rule.kind_id, []).append(
            f"{rule.name_in(language)} ({basis})" if basis else str(rule)
        )
    found: dict[bool, list[Way]] = {True: [], False: []}
    for kind in Kind.objects.offered().filter(effect=Effect.CLOSES).exclude(end_reason=""):
        way = Way(kind.name_in(language), kind.end_reason, tuple(terms.get(kind.pk, ())))
        found[kind.needs_person].append(way)
    return found


@public_reads(WHY)
@entrance.linked
def page(request: HttpRequest, package: Package, token: str) -> HttpResponse:
    """What is in force for the client of this link; before it the code where one is asked for."""
    if not entrance.is_open(request, package, token):
        return entrance.ask_before(request, package, token, "in_force")
    return _draw(request, package, token)


def _draw(
    request: HttpRequest, package: Package, token: str, refused: Iterable[str] = (), status: int = 200
) -> HttpResponse:
    today = workdays.today()
    context = {
        "package": package,
        "token": token,
        "language": translation.get_language(),
        "today": today,
        "places": places(package.client_id, today),
        "refused": list(refused),
        "done": request.GET.get("asked", ""),
    }
    return render(request, "contracts/client/in_force.html", context, status=status)


@public_writes(WHY, form=True)
@entrance.opened
def end(request: HttpRequest, package: Package, token: str, pk: int) -> HttpResponse:
    """The client wants to end this one: whoever sees to the client's documents is asked, once."""
    if request.method != "POST":
        return redirect(entrance.address("in_force", token))
    if held_back := limits.refusal(request):
        return _draw(request, package, token, [held_back], 429)
    mine = Authorisation.objects.filter(package__client=package.client_id, kind__effect=Effect.OPENS)
    document = mine.exclude(accepted_at=None).select_related("package", "kind").filter(pk=pk).first()
    if document is None:
        raise Http404
    try:
        wishes.ask_to_end(document=document)
    except Refused as refused:
        return _draw(request, package, token, refused.texts, 409)
    return redirect(f"{entrance.address('in_force', token)}&asked={pk}#document-{pk}")
