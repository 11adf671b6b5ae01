"""Authorised persons, links and approvals of older rows into tables of their own. Back: links are lost."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def move(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the new rows; nothing is taken away yet."""
    package = apps.get_model("contracts", "Package")
    package.objects.exclude(sent_to=None).update(sending_at=F("sent_at"), sending_by=F("drafted_by"))
    link = apps.get_model("contracts", "ClientLink")
    for row in package.objects.exclude(link_hash=None):
        link.objects.create(package=row, token_hash=row.link_hash, made_at=row.sent_at)
    person = apps.get_model("contracts", "AuthorisedPerson")
    named = apps.get_model("contracts", "Authorisation").objects.exclude(person_code="")
    person.objects.bulk_create(
        person(
            authorisation=row,
            first_name=row.person_first_name,
            last_name=row.person_last_name,
            code=row.person_code,
            email=row.person_email,
            phone=row.person_phone,
            job_title=row.values.get("person_position", ""),
        )
        for row in named
    )
    decision = apps.get_model("contracts", "VersionDecision")
    versions = apps.get_model("contracts", "TemplateVersion")
    decision.objects.bulk_create(
        decision(version=row, approved=True, decided_at=row.made_at) for row in versions.objects.all()
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0005_documents")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
