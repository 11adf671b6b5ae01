"""Templates: a text is never changed, saving one writes its next version."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from contracts.models import Template, TemplateVersion
from contracts.placeholders import ALL
from contracts.templating import problems
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def revise(*, template: Template, title: str, body: str, valid_from: date, by: User) -> TemplateVersion:
    """Write the next version of a text; the newest one where nothing differs from it.

    Documents drafted before keep the version they were drafted from. Raises Refused with every problem
    of the text.
    """
    found = problems(body, ALL)
    if found:
        raise Refused(*found)
    Template.objects.select_for_update().get(pk=template.pk)
    newest = template.versions.order_by("-number").first()
    if newest and (newest.title, newest.body, newest.valid_from) == (title, body, valid_from):
        return newest
    last = template.versions.aggregate(last=Max("number"))["last"] or 0
    version = TemplateVersion.objects.create(
        template=template, number=last + 1, title=title, body=body, valid_from=valid_from, made_by=by
    )
    note(
        kind="contracts.template", subject=("template", template.pk), client_id=None, by=by,
        template=template.kind.code, version=version.number,
    )  # fmt: skip
    return version
