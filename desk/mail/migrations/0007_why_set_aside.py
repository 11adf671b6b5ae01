"""A letter that is set aside says why it is not for us."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0006_letters_in_append_only"),
        ("records", "0003_done_in_place_of"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="incoming",
            name="mail_incoming_aside_pair",
        ),
        migrations.AddField(
            model_name="incoming",
            name="set_aside_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it is not for us"),
        ),
        migrations.AddConstraint(
            model_name="incoming",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("set_aside_at", None), ("set_aside_by", None), ("set_aside_reason", "")),
                    models.Q(
                        ("set_aside_at__isnull", False),
                        ("set_aside_by__isnull", False),
                        models.Q(("set_aside_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="mail_incoming_aside_pair",
            ),
        ),
    ]
