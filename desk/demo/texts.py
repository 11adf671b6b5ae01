"""Texts of documents: one waits for the head's approval, one was not approved and says why."""

from datetime import datetime, timedelta

from contracts.actions.templates import revise
from contracts.models import Template, TemplateVersion
from desk.demo.moment import ago
from desk.people.actions import decide_second
from desk.people.models import Approval, User


def seed(at: datetime) -> None:
    """What the administrator changed in the last days."""
    if TemplateVersion.objects.filter(number__gt=1).exists():
        return
    with ago(timedelta(days=5)):
        refused = _changed("agency_refusal", "keeldub", "ei saa rahuldada taotlust ega", at)
    with ago(timedelta(days=4)):
        decide_second(
            approval=Approval.objects.waiting().of("contracts.text", ("template_version", refused.pk))[0],
            approved=False, by=User.objects.get(username="juht"),
            reason="Lause on vigane: otsus peab olema ühemõtteline.",
        )  # fmt: skip
    with ago(timedelta(hours=5)):
        _changed("user_contract", "mõistlikus ulatuses", "ööpäev läbi, välja arvatud hooldus", at)


def _changed(kind: str, old: str, new: str, at: datetime) -> TemplateVersion:
    template = Template.objects.get(kind__code=kind, language="et", portal=None)
    version = template.versions.get()
    return revise(
        template=template, title=version.title, header=version.header, body=version.body.replace(old, new, 1),
        valid_from=at.date() + timedelta(days=7), by=User.objects.get(username="haldur"),
    )  # fmt: skip
