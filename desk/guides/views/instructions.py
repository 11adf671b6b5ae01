"""Instructions to the team: the list, one of them, its writing, publishing and reading."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import workdays
from desk.guides import actions, permissions, texts
from desk.guides.forms import InstructionForm
from desk.guides.models import Instruction, Reading
from desk.http import Refused, Request, reads, writes
from desk.people.models import User, UserRole

PAST = 25  # instructions that no longer stand, the newest first


@reads(permissions.everyone)
def index(request: Request) -> HttpResponse:
    """What stands for me, unread first; those who lead also see drafts, what is past, and who has read."""
    user, leads = request.user, permissions.may_publish(request.user)
    standing = Instruction.objects.standing(workdays.today()).select_related("written_by")
    if not leads:
        standing = standing.meant_for(*user.role_set)
    rows = list(standing.annotate(read=Count("readings")))
    read = set(
        Reading.objects.filter(user=user, instruction__in=rows).values_list("instruction_id", flat=True)
    )
    mine = [row for row in rows if permissions.meant_for(row, user)]
    context = {
        "unread": [row for row in mine if row.pk not in read],
        "rows": [{"instruction": row, "mine": row in mine, "done": row.pk in read} for row in rows],
        "leads": leads,
        "drafts": list(Instruction.objects.filter(published_at=None).order_by("-pk")) if leads else [],
        "past": _past(user, leads),
        "today": workdays.today(),
    }
    return render(request, "guides/instructions.html", context)


def _past(user: User, leads: bool) -> list[Instruction]:
    rows = Instruction.objects.filter(published_at__isnull=False).order_by("-published_at")
    rows = rows if leads else rows.meant_for(*user.role_set)
    return list(rows.exclude(pk__in=Instruction.objects.standing(workdays.today()).values("pk"))[:PAST])


@reads(permissions.everyone)
def page(request: Request, pk: int) -> HttpResponse:
    """One instruction; those who lead see who has not read it."""
    instruction = _seen(request, pk)
    leads = permissions.may_publish(request.user)
    readings = list(instruction.readings.select_related("user")) if instruction.published_at else []
    mine = next((each for each in readings if each.user_id == request.user.pk), None)
    stands = Instruction.objects.standing(workdays.today()).filter(pk=pk).exists()
    context = {
        "instruction": instruction,
        "body": texts.html(instruction.body),
        "mine": mine,
        "owes": stands and mine is None and permissions.meant_for(instruction, request.user),
        "stands": stands,
        "leads": leads,
        "readings": readings if leads else [],
        "unread": _unread(instruction, readings) if leads and instruction.published_at else [],
        "replacement": instruction.replaced_by.filter(published_at__isnull=False).first(),
        "today": workdays.today(),
    }
    return render(request, "guides/instruction.html", context)


def _seen(request: Request, pk: int) -> Instruction:
    rows = Instruction.objects.select_related("written_by", "guide", "replaces", "withdrawn_by")
    instruction = get_object_or_404(rows, pk=pk)
    if not permissions.may_publish(request.user) and not permissions.meant_for(instruction, request.user):
        raise Http404
    return instruction


def _unread(instruction: Instruction, readings: list[Reading]) -> list[User]:
    """Those who hold one of the roles today and have not confirmed."""
    holders = UserRole.objects.in_force(workdays.today()).filter(role__in=instruction.roles)
    people = User.objects.filter(is_active=True, pk__in=holders.values("user"))
    done = [each.user_id for each in readings]
    return list(people.exclude(pk__in=done).order_by("first_name", "last_name", "pk"))


@writes(permissions.publishers, form=True)
def write(request: Request, pk: int | None = None) -> HttpResponse:
    """Write an instruction, or go on with one; `?replaces=7` begins with the words of another."""
    instruction = get_object_or_404(Instruction, pk=pk, published_at=None) if pk else None
    asked = request.GET.get("replaces", "")
    old = get_object_or_404(Instruction, pk=asked) if asked.isdecimal() else None
    begun = instruction or old
    form = InstructionForm(request.POST or None, initial=InstructionForm.of(begun) if begun else None)
    if form.is_valid():
        values = form.cleaned_data | ({"replaces": old} if old else {})
        made = actions.write_instruction(instruction=instruction, values=values, by=request.user)
        if "publish" in request.POST:
            actions.publish_instruction(instruction=made, by=request.user)
            messages.success(request, _("Published: those whom it is for have it to read."))
        return redirect(made)
    return render(request, "guides/instruct.html", {"form": form, "instruction": instruction, "old": old})


@writes(permissions.publishers)
def publish(request: Request, pk: int) -> HttpResponse:
    """The instruction is to be read from now on."""
    one = get_object_or_404(Instruction, pk=pk)
    return _done(request, one, lambda: actions.publish_instruction(instruction=one, by=request.user))


@writes(permissions.publishers)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """The instruction no longer stands."""
    one = get_object_or_404(Instruction, pk=pk)
    return _done(request, one, lambda: actions.withdraw_instruction(instruction=one, by=request.user))


@writes(permissions.everyone)
def confirm(request: Request, pk: int) -> HttpResponse:
    """I have read it; from the workspace the next one is shown."""
    one = _seen(request, pk)
    try:
        actions.confirm_reading(instruction=one, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    if request.htmx:
        return render(request, "guides/home_panel.html", home_context(request))
    return redirect("guides:instructions")


@reads(permissions.everyone)
def home_panel(request: Request) -> HttpResponse:
    """What I have not read, the most important first and in full; nothing waits for it."""
    return render(request, "guides/home_panel.html", home_context(request))


def home_context(request: Request) -> dict[str, object]:
    """Unread instructions of this person."""
    rows = Instruction.objects.standing(workdays.today()).meant_for(*request.user.role_set)
    unread = list(rows.unread_by(request.user.pk)[:10])
    first = unread[0] if unread else None
    return {
        "first": first,
        "body": texts.html(first.body) if first else "",
        "others": unread[1:],
        "today": workdays.today(),
    }


def _done(request: Request, one: Instruction, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(one)
