"""Guides and enquiries: which guides a topic has, and what was tried with them in an enquiry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from desk.enquiries.models import Enquiry, Topic, UsedGuide
from desk.enquiries.topics import lineage
from desk.guides.models import GuideStep


def codes_of(topic: Topic) -> list[str]:
    """Codes whose guides are this topic's: its own and its group's, also under the names of other years."""
    rows = Topic.objects.filter(pk__in=lineage(topic)).order_by("pk").values_list("code", "parent__code")
    return list(dict.fromkeys(code for row in rows for code in row if code))


@dataclass(frozen=True)
class Tried:
    """A guide that was followed for an enquiry, how far, and by whom."""

    used: UsedGuide
    title: str
    done: list[str]
    steps: int
    by: str
    at: datetime

    @property
    def of(self) -> str:
        """What makes the ids of its steps its own on a page."""
        return str(self.used.pk)


def tried(enquiry_id: int) -> list[Tried]:
    """What was tried with guides, the first first; the steps that were done in Estonian."""
    rows = UsedGuide.objects.filter(enquiry=enquiry_id).order_by("used_at", "pk")
    rows = rows.select_related("version", "version__guide", "used_by").prefetch_related("version__steps")
    found = []
    for used in rows:
        steps = list(used.version.steps.all())
        done = [step.text_et for step in steps if step.position in used.steps]
        found.append(
            Tried(used, used.version.title, done, len(steps), str(used.used_by), used.used_at)
        )  # fmt: skip
    return found


def with_tried(enquiries: "QuerySet[Enquiry]") -> "QuerySet[Enquiry]":
    """With what was tried with guides, for `tried_in_words` without a question of its own."""
    return enquiries.annotate(tried=ArraySubquery(_tried(OuterRef("pk"))))


def tried_in_words(enquiry: Enquiry) -> str:
    """What was tried as plain Estonian text, for the form that hands the enquiry on; no names of people."""
    rows = enquiry.__dict__.get("tried")
    if rows is None:
        rows = _tried(enquiry.pk).values_list("both", flat=True)
    parts = []
    for row in rows:
        parts.append(f"Juhend: {row['title']}")
        parts += [f"– {step['text']}" for step in row["steps"] if step["position"] in row["done"]]
    return "\n".join(parts)


def _tried(enquiry: Any) -> "QuerySet[Any, Any]":
    steps = GuideStep.objects.filter(version=OuterRef("version")).order_by("position")
    worded = ArraySubquery(steps.values(both=JSONObject(position="position", text="text_et")))
    rows = UsedGuide.objects.filter(enquiry=enquiry).order_by("used_at", "pk")
    return rows.values(both=JSONObject(title="version__title_et", done="steps", steps=worded))
