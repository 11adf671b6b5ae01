"""Reading guides: the list, a guide, one of its versions, two of them side by side; and beside other work."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from desk import workdays
from desk.guides import compare, finding, permissions, topics
from desk.guides.actions.versions import LANGUAGES, waiting
from desk.guides.enums import VersionState
from desk.guides.models import Guide, GuideFlag, GuideVersion
from desk.guides.shown import in_words, text_of
from desk.http import Request, reads
from desk.people.enums import Language
from desk.people.models import User

SHOWN = ("mine", "flagged", "due", "retired")


@reads(permissions.readers, methods=("GET", "HEAD", "POST"))
def index(request: Request) -> HttpResponse:
    """Guides in use by topic, or what is looked for; by POST, for people type what the client said."""
    text = " ".join(request.POST.get("text", "").split())[:300]
    offered = topics.choices()
    names = {code: name for _group, within in offered for code, name in within}
    topic, show = request.GET.get("topic", ""), request.GET.get("show", "")
    rows = (
        [(found.version, found.title, found.detail) for found in finding.find(text)]
        if text
        else [(version, version.title, "") for version in _listed(request.user, topic, show)]
    )
    lines = [
        {
            "version": version,
            "title": title,
            "detail": detail,
            "topics": [names[code] for code in version.guide.topic_codes if code in names],
            "languages": [code for code in LANGUAGES if in_words(version, code)],
        }
        for version, title, detail in rows
    ]
    context = {
        "sections": [("", lines)] if text else _by_group(lines, offered),
        "drafts": [] if text else _drafts(request.user),
        "text": text,
        "topic": topic,
        "show": show,
        "choices": offered,
        "today": workdays.today(),
        "writes": permissions.writers(request.user) is None,
    }
    boxed = request.htmx and request.htmx.target == "rows"
    return render(request, "guides/index.html#rows" if boxed else "guides/index.html", context)


def _by_group(
    lines: list[dict[str, Any]], offered: list[tuple[str, list[tuple[str, str]]]]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines under the group of each guide's first topic, in the order of the topics."""
    group_of = {code: group for group, within in offered for code, _name in within}
    sections: dict[str, list[dict[str, Any]]] = {group: [] for group, _within in offered}
    for line in lines:
        known = [group_of[code] for code in line["version"].guide.topic_codes if code in group_of]
        sections.setdefault(known[0] if known else "", []).append(line)
    return [(group, within) for group, within in sections.items() if within]


def _listed(user: User, topic: str, show: str) -> list[GuideVersion]:
    rows = GuideVersion.objects.in_force()
    if show == "retired":
        rows = GuideVersion.objects.filter(state=VersionState.PUBLISHED, guide__active=False).flagged()
    elif show == "mine":
        rows = rows.filter(guide__owner=user)
    elif show == "flagged":
        rows = rows.marked_wrong()
    elif show == "due":
        rows = rows.filter(guide__review_on__lte=workdays.today())
    if topic:
        rows = rows.about(topic)
    return list(rows.order_by("title_et", "pk"))


def _drafts(user: User) -> list[GuideVersion]:
    rows = GuideVersion.objects.filter(state=VersionState.DRAFT).select_related("guide", "written_by")
    return [version for version in rows.order_by("-written_at") if permissions.sees(version, user)]


@reads(permissions.readers)
def page(request: Request, pk: int) -> HttpResponse:
    """A guide as it stands: its version in force; one that was never published leads to its draft."""
    versions = GuideVersion.objects.filter(guide=pk).select_related("guide", "guide__owner")
    version = versions.filter(state=VersionState.PUBLISHED).first()
    if version is None:
        first = get_object_or_404(versions.order_by("-number")[:1])
        if not permissions.sees(first, request.user):
            raise Http404
        return redirect(first)
    return render(request, "guides/page.html", guide_context(request, version))


@reads(permissions.readers)
def version(request: Request, pk: int) -> HttpResponse:
    """One version, also a draft for those who may see it."""
    return render(request, "guides/page.html", guide_context(request, readable(request, pk)))


def readable(request: Request, pk: int) -> GuideVersion:
    """The version, or 404 as if a draft of others were not there."""
    rows = GuideVersion.objects.select_related("guide", "guide__owner", "written_by", "published_by")
    found = get_object_or_404(rows, pk=pk)
    if not permissions.sees(found, request.user):
        raise Http404
    return found


def guide_context(request: Request, version: GuideVersion, **more: Any) -> dict[str, Any]:
    """What the page of a guide shows; `more` are forms that came back with errors."""
    user, guide = request.user, version.guide
    rows = guide.versions.select_related("written_by", "published_by").order_by("-number")
    versions = [each for each in rows if each.pk == version.pk or permissions.sees(_of(guide, each), user)]
    names = topics.labels()
    draft = version.state == VersionState.DRAFT
    in_force = next((each for each in versions if each.state == VersionState.PUBLISHED), None)
    return {
        "version": version,
        "guide": guide,
        "text": text_of(version, request.GET.get("lang", "")),
        "languages": language_links(version, reverse("guides:version", args=[version.pk])),
        "topics": [names[code] for code in guide.topic_codes if code in names],
        "versions": versions,
        "in_force": in_force,
        "next_draft": next((each for each in versions if each.state == VersionState.DRAFT), None),
        "flags": list(GuideFlag.objects.on(guide.pk)[:20]),
        "settles": not permissions.refuses_settling(guide, user),
        "writes": permissions.writers(user) is None,
        "publishes": permissions.may_publish(user),
        "waits": waiting(version) if draft else None,
        "today": workdays.today(),
        **more,
    }


def _of(guide: Guide, version: GuideVersion) -> GuideVersion:
    version.guide = guide  # known already: no query for each
    return version


def language_links(version: GuideVersion, url: str) -> list[dict[str, Any]]:
    """The switch between languages: code, name, address, and whether the version speaks it."""
    return [
        {
            "code": code,
            "name": Language(code).label,
            "url": f"{url}?lang={code}",
            "there": in_words(version, code),
        }
        for code in ("et", "ru", "en")
    ]


@reads(permissions.readers)
def compared(request: Request, pk: int) -> HttpResponse:
    """What changed between a version and the one before it, or `?with=`, in every language."""
    new = readable(request, pk)
    older = GuideVersion.objects.filter(guide=new.guide_id).exclude(state=VersionState.DRAFT)
    asked = request.GET.get("with", "")
    older = older.filter(number=int(asked)) if asked.isdecimal() else older.filter(number__lt=new.number)
    old = get_object_or_404(older.order_by("-number")[:1])
    parts = []
    for code in ("et", "ru", "en"):
        before, after = whole(old, code), whole(new, code)
        if before != after:
            parts.append({"language": Language(code), "pieces": list(compare.pieces(before, after))})
    return render(request, "guides/compare.html", {"old": old, "new": new, "parts": parts})


def whole(version: GuideVersion, code: str) -> str:
    """All that a version says in one language, as plain text."""
    steps = [f"– {getattr(step, f'text_{code}')}" for step in version.steps.all()]
    parts = [getattr(version, f"title_{code}"), getattr(version, f"body_{code}"), *steps]
    return "\n".join(part for part in parts if part)


@reads(permissions.readers, methods=("POST",))
def suggest(request: Request) -> HttpResponse:
    """Guides by what is being typed, to be read beside other work; POST, for it is what a client says."""
    text = request.POST.get("text", "").strip()[:1000]
    found = finding.suggest(text, []) or finding.find(text, 5)
    return render(request, "guides/_found.html", {"found": found, "typed": text})


@reads(permissions.readers)
def beside(request: Request) -> HttpResponse:
    """The finder alone."""
    return render(request, "guides/_beside.html", {})


@reads(permissions.readers)
def inside(request: Request, pk: int) -> HttpResponse:
    """A guide opened in place, while no enquiry is open yet that could keep which steps were done."""
    rows = GuideVersion.objects.in_force()
    found = get_object_or_404(rows, guide=pk)
    context = {
        "version": found,
        "text": text_of(found, request.GET.get("lang", "")),
        "languages": language_links(found, reverse("guides:inside", args=[pk])),
    }
    return render(request, "guides/_inside.html", context)
