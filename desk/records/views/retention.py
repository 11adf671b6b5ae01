"""Pages of keeping and destroying: rules with their last round, proofs without content, and legal holds."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Refused, Request, reads, writes
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import head, roles
from desk.people.words import row_of
from desk.records import holding, retention
from desk.records.models import Destruction, Hold, RetentionRule, RetentionRun, RetentionStep
from desk.records.retention_forms import HoldForm
from desk.records.versions import VERSION
from desk.records.words import THINGS

PROOFS = 50  # rows of the list of proofs at a time
ROUNDS = 10  # rounds shown
HOLDS = 200  # holds shown: they are few, the newest first

sees_keeping = roles(Role.AUDITOR, Role.ADMINISTRATOR, Role.HEAD)


@reads(sees_keeping)
def index(request: Request) -> HttpResponse:
    """Every rule with what the last round did by it, and the last rounds."""
    newest = RetentionRun.objects.select_related("by").prefetch_related("steps").order_by("-pk")
    rounds = list(newest[:ROUNDS])
    last = {step.store: step for run in reversed(rounds) for step in run.steps.all()}
    rules = {rule.store: rule for rule in RetentionRule.objects.all()}
    rows = [
        {"rule": rule, "label": retention.label_of(code), "steps": _steps(code, last)}
        for code, rule in sorted(rules.items(), key=lambda each: retention.label_of(each[0]))
    ]
    context = {"rows": rows, "rounds": [_told(run) for run in rounds], **_links(request.user)}
    return render(request, "records/retention.html", context)


def _links(user: User) -> dict[str, bool]:
    """Where this person may go on from here."""
    return {
        "to_proofs": user.holds(Role.AUDITOR, Role.ADMINISTRATOR),
        "to_holds": user.holds(Role.AUDITOR, Role.HEAD),
        "to_rules": user.holds(Role.ADMINISTRATOR),
    }


def _steps(code: str, last: dict[str, RetentionStep]) -> dict[str, int]:
    """What the last rounds did by this rule, in all the stores that obey it."""
    stores = retention.stores()
    mine = [step for store, step in last.items() if store in stores and retention.obeys(store) == code]
    return {name: sum(getattr(step, name) for step in mine) for name in ("destroyed", "held", "failed")}


def _told(run: RetentionRun) -> dict[str, Any]:
    steps = list(run.steps.all())
    counts = {name: sum(getattr(step, name) for step in steps) for name in ("destroyed", "held", "failed")}
    return {"run": run, "over": bool(steps), "more": any(step.more for step in steps), **counts}


@reads(sees_keeping)
def rule(request: Request, pk: int) -> HttpResponse:
    """One rule: how long, why, how it was before, and what the last rounds could not destroy."""
    found = get_object_or_404(RetentionRule, pk=pk)
    stores = [code for code in retention.stores() if retention.obeys(code) == found.store]
    failed = RetentionStep.objects.filter(store__in=stores, failed__gt=0).select_related("run")
    context = {
        "rule": found,
        "label": retention.label_of(found.store),
        "versions": found.history.select_related("history_user")[:ROUNDS],
        "troubles": failed.order_by("-pk")[:ROUNDS],
        **_links(request.user),
    }
    return render(request, "records/rule.html", context)


@reads(roles(Role.AUDITOR, Role.ADMINISTRATOR))
def destructions(request: Request) -> HttpResponse:
    """What was destroyed, when, by which rule and by whom; never what it said."""
    rows = Destruction.objects.select_related("by").order_by("-pk")
    store, after = request.GET.get("store", ""), request.GET.get("after", "")
    if store:
        rows = rows.filter(store=store)
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    page = list(rows[: PROOFS + 1])
    following = request.GET.copy()
    following["after"] = str(page[PROOFS - 1].pk) if len(page) > PROOFS else ""
    known = sorted({retention.obeys(code) for code in retention.stores()})
    context = {
        "rows": [
            {"proof": proof, "label": retention.label_of(proof.store), "thing": _thing(proof.subject_kind)}
            for proof in page[:PROOFS]
        ],
        "stores": [(code, retention.label_of(code)) for code in known],
        "store": store,
        "following": following.urlencode() if following["after"] else "",
    }
    return render(request, "records/destructions.html", context)


def _thing(kind: str) -> str:
    """What such a thing is called; older versions of one say so."""
    if kind.startswith(VERSION):
        return _("older versions of: %(thing)s") % {"thing": _thing(kind.removeprefix(VERSION))}
    model = row_of(kind)
    return str(THINGS.get(kind) or (model._meta.verbose_name if model is not None else kind))


@reads(roles(Role.AUDITOR, Role.HEAD))
def holds(request: Request) -> HttpResponse:
    """What stays although its time is over, and why; the head sets and lifts."""
    return _holds(request, request.user, HoldForm())


def _holds(request: Request, user: User, form: HoldForm, status: int = 200) -> HttpResponse:
    rows = Hold.objects.select_related("by", "lifted_by").order_by("-pk")[:HOLDS]
    context = {
        "rows": [{"hold": hold, "thing": _thing(hold.subject_kind)} for hold in rows],
        "form": form if user.holds(Role.HEAD) else None,
    }
    return render(request, "records/holds.html", context, status=status)


@writes(head)
def place_hold(request: Request) -> HttpResponse:
    """Set one."""
    form = HoldForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            holding.place(
                kind=given["kind"], pk=given["number"], reason=given["reason"], until=given["until"],
                by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, " ".join(refused.texts))
        else:
            messages.success(request, _("The legal hold stands from now on."))
            return redirect("records:holds")
    return _holds(request, request.user, form, status=422)


@writes(head)
def lift_hold(request: Request, pk: int) -> HttpResponse:
    """Lift one."""
    try:
        holding.lift(hold=get_object_or_404(Hold, pk=pk), why=request.POST.get("why", ""), by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, _("The legal hold is lifted."))
    return redirect("records:holds")
