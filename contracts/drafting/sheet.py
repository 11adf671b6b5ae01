"""The drafting page as it stands: which documents, whom they name, what was typed.

Everything typed travels with every request: a document that is unticked, a portal that is chosen anew or a
person more loses nothing. `Sheet(…, judge=False)` draws what was typed without judging it; with `judge` the
forms say what may not be drafted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.http import QueryDict

from contracts.actions import Wanted
from contracts.actions.drafting import draftable
from contracts.drafting import filling
from contracts.drafting.forms import DocumentForm, PackageForm, PersonForm, PortalForm, WhyForm
from contracts.drafting.known import Circle, Known
from contracts.enums import Effect, SignedBy
from contracts.life import ending, refusals
from contracts.models import Authorisation, Clause, Kind, Portal
from desk.clients.models import Client, Person
from registry.rules import Judgement

AGAIN = "__"  # between a kind's code and the number of its second and further documents on a page
MOST_ROWS, MOST_DOCUMENTS = 30, 12
# Buttons that draw the page anew and draft nothing.
STEPS = ("add_person", "drop_person", "another", "drop", "works", "prefer", "learn", "preview", "arrange")


@dataclass(frozen=True)
class Ground:
    """What is known before anything is typed. `first`: whom powers of attorney name unless told otherwise."""

    clients: Sequence[Client]
    circle: Circle
    first: Known | None = None
    person: Person | None = None
    asked_for: str = ""  # the code of the person whom the address names
    judgement: Judgement | None = None
    endable: Sequence[ending.Endable] = ()
    refusable: Sequence[Authorisation] = ()
    language: str = "et"
    portal: str = ""
    ends: str = ""  # the key of what the address asks to end (`Endable.key`)
    kinds: Sequence[Kind] = field(default_factory=lambda: offered())

    @property
    def alone(self) -> Client | None:
        return self.clients[0] if len(self.clients) == 1 else None


def offered() -> list[Kind]:
    """Kinds that may be drafted, with their clauses in use."""
    active = Prefetch("clauses", Clause.objects.filter(active=True).order_by("position", "pk"))
    return list(Kind.objects.offered().prefetch_related(active, "end_rules"))


def stepped(typed: QueryDict) -> QueryDict:
    """What was typed, after what the pressed button asked for: a person or a document more or less."""
    data = typed.copy()
    if key := data.get("add_person"):
        rows = _rows(data, key)
        if len(rows) < MOST_ROWS:
            data.setlist(f"{key}-row", [str(each) for each in [*rows, max(rows) + 1]])
    if wish := data.get("drop_person"):
        key, _sign, number = wish.rpartition(":")
        rows = _rows(data, key)
        left = [each for each in rows if str(each) != number] or [max(rows) + 1]
        data.setlist(f"{key}-row", [str(each) for each in left])
    if code := data.get("another"):
        taken = {key for key in data.getlist("document") if key.startswith(code + AGAIN)}
        free = (f"{code}{AGAIN}{number}" for number in range(2, MOST_DOCUMENTS + 2))
        if key := next((each for each in free if each not in taken), None):
            data.appendlist("document", key)
    if key := data.get("drop"):
        data.setlist("document", [each for each in data.getlist("document") if each != key])
    return data


def _rows(data: QueryDict, key: str) -> list[int]:
    numbers = [int(each) for each in data.getlist(f"{key}-row") if each.isdecimal() and len(each) < 4]
    return list(dict.fromkeys(numbers))[:MOST_ROWS] or [1]


class Sheet:
    """One drafting page: what it shows, and what would be drafted from it."""

    def __init__(self, typed: QueryDict, ground: Ground, *, judge: bool) -> None:
        self.ground, self.judge = ground, judge
        self.data = stepped(typed)
        codes = set(self.data.getlist("kinds"))
        self.kinds = [kind for kind in ground.kinds if kind.code in codes]
        self.shown = set(self.data.getlist("shown"))
        self.many = ground.alone is None
        self.signers = filling.signer_sets(ground.judgement) if ground.judgement else []
        chosen = {"portal": self.data.get("portal") or ground.portal}
        self.place = PortalForm(self._bound("portal"), chosen)
        portals = self.place.offered if self.kinds else []
        wanted = [each for each in portals if str(each.pk) == chosen["portal"]]
        self.portal: Portal | None = next(iter([*wanted, *portals]), None)
        self.package = self._package()
        self.why = self._why()
        self.documents = [self._document(kind, key) for kind in self.kinds for key in self._keys(kind)]
        self.must_arrange = "sheet" in self.data and self._unsettled()
        self.twins = self._twins()

    def _bound(self, name: str) -> QueryDict | None:
        """The data to judge, where the page that was sent held this part."""
        return self.data if self.judge and ("sheet" not in self.data or name in self.data) else None

    def _package(self) -> PackageForm | None:
        if self.many:
            return None
        initial = {"language": self.data.get("language") or self.ground.language}
        if signers := self.data.get("signers"):
            initial["signers"] = str(signers)
        return PackageForm(self.data if self.judge else None, self.signers, initial)

    def _why(self) -> WhyForm | None:
        """Asked where the portal could do one of the documents itself; the register may suggest why."""
        own = set(self.portal.own_kinds.values_list("pk", flat=True)) if self.portal and self.kinds else set()
        self.own = [kind for kind in self.kinds if kind.pk in own]
        if not self.own:
            return None
        suggested = (
            filling.why_by_hand(self.ground.judgement, self.ground.clients[0]) if not self.many else ""
        )
        told = self.data.get("why_by_hand")
        initial = {
            "why_by_hand": suggested if told is None else told,
            "why_text": self.data.get("why_text", ""),
        }
        return WhyForm(self.data if self.judge else None, initial)

    def _keys(self, kind: Kind) -> list[str]:
        """The kind's documents on this page: the first bears the kind's own code."""
        more = [key for key in self.data.getlist("document") if key.startswith(kind.code + AGAIN)]
        return [kind.code, *dict.fromkeys(more)][:MOST_DOCUMENTS]

    def _document(self, kind: Kind, key: str) -> DocumentForm:
        data = self.data if self.judge else None
        options: Sequence[ending.Endable] = ()
        if kind.effect == Effect.CLOSES and self.portal and self.ground.alone:
            options = ending.may_end(self.ground.alone, kind, self.portal, "", self.ground.endable)
        refusable = self.ground.refusable if refusals.refuses(kind) else ()
        document = DocumentForm(data, kind, key, endable=options, refusable=refusable, shared=self.many)
        if document.asks_of_persons:
            numbers = _rows(self.data, key)[: MOST_ROWS if kind.several else 1]
            document.rows = [self._row(document, data, number) for number in numbers]
        if key in self.shown:
            document.begin(document.typed(self.data))
            for row in document.rows:
                self._retype(row)
        else:
            self._begin(document, options)
        if (ended := document.unfilled) and not self.judge:
            document.end(ended)
        if document.rule_moved and not self.judge:
            document.follow_rule()
        return document

    def _row(self, document: DocumentForm, data: Mapping[str, Any] | None, number: int) -> PersonForm:
        prefix = document.key if number == 1 else f"{document.key}-{number}"
        circle = self.ground.circle if document.kind.effect != Effect.CLOSES else Circle()
        row = PersonForm(data, prefix, document.asks_of_persons, circle, number=number)
        if self.data.get("add_person") == document.key and number == max(_rows(self.data, document.key)):
            next(iter(row.visible_fields())).field.widget.attrs["autofocus"] = True
        return row

    def _retype(self, row: PersonForm) -> None:
        row.begin(row.typed(self.data))
        if (chosen := row.unfilled) and not self.judge:
            row.fill(chosen)

    def _begin(self, document: DocumentForm, options: Sequence[ending.Endable]) -> None:
        """A document that has just been chosen: what is known fills itself."""
        document.begin(document.first())
        first = self.ground.first
        if document.kind.effect == Effect.CLOSES:
            meant = [each for each in options if each.key == self.ground.ends]
            theirs = [each for each in options if each.person and each.person.code == self.ground.asked_for]
            fitting = meant or theirs or list(options)
            if len(fitting) == 1:
                document.end(fitting[0])
            elif first and document.rows and document.kind.signed_by == SignedBy.PERSON:
                document.rows[0].begin(first.values)
        elif first and document.rows and document.key == document.kind.code:
            document.rows[0].fill(first)

    def _unsettled(self) -> bool:
        """Whether something was chosen whose fields nobody has seen yet (a page without JavaScript)."""
        unseen = any(document.key not in self.shown for document in self.documents)
        chosen = any(document.unfilled or document.rule_moved for document in self.documents)
        chosen |= any(row.unfilled for document in self.documents for row in document.rows)
        return unseen or chosen or bool(self.why and "why_by_hand" not in self.data)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was typed into documents that are not chosen just now, to be there when they are again."""
        here = {document.key for document in self.documents}
        gone = tuple(f"{key}-" for key in self.shown - here)
        rows = [(name, value) for name, values in self.data.lists() for value in values]
        kept = [pair for pair in rows if gone and pair[0].startswith(gone)]
        return [*kept, *(("shown", key) for key in sorted(self.shown - here))]

    @property
    def grows(self) -> str:
        """The document to which the key for one more person belongs: the first that may name several."""
        return next((each.key for each in self.documents if each.rows and each.kind.several), "")

    @property
    def extra(self) -> list[str]:
        """Documents of a kind after its first, and those of kinds that are not chosen just now."""
        return list(dict.fromkeys(self.data.getlist("document")))[:MOST_DOCUMENTS]

    def sound(self) -> bool:
        """Whether it may be drafted as it stands."""
        forms = [form for form in (self.place, self.package, self.why) if form is not None]
        good = [form.is_valid() for form in forms] + [document.sound() for document in self.documents]
        return bool(self.documents) and all(good)

    def wanted(self) -> list[Wanted]:
        """The documents, as the action takes them."""
        assert self.portal is not None
        return [
            Wanted(each.kind, self.portal, each.values(), [row.row() for row in each.rows[1:]])
            for each in self.documents
        ]

    def _twins(self) -> list[Authorisation]:
        if self.portal is None or not self.documents:
            return []
        drafted = [draftable(each) for each in self.wanted()]
        return ending.twins(self.ground.clients, self.portal, drafted)

    @property
    def twins_key(self) -> str:
        """Said by whoever drafts a second one on purpose; about just these."""
        return ",".join(str(each.pk) for each in self.twins)

    @property
    def on_purpose(self) -> bool:
        return not self.twins or self.data.get("on_purpose") == self.twins_key

    @property
    def reason(self) -> dict[str, str]:
        """Why by hand, as the action takes it."""
        told = self.why.cleaned_data if self.why else {}
        return {"why_by_hand": told.get("why_by_hand", ""), "why_text": told.get("why_text", "")}
