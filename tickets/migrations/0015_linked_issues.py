"""Issues that were there before are linked; one is found by the keys that it had before it was moved."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0014_what_it_says")]

    operations = [
        migrations.AlterField(
            model_name="jiraoperation",
            name="deed",
            field=models.CharField(
                choices=[
                    ("create", "create the issue"),
                    ("link", "link back to the desk"),
                    ("comment", "add a comment"),
                    ("close", "close the issue"),
                    ("told", "write that the client was told"),
                    ("adopt", "link an existing issue"),
                    ("note", "say who waits"),
                ],
                max_length=7,
                verbose_name="what",
            ),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["key_history"], name="issue_old_keys", opclasses=["jsonb_path_ops"]
            ),
        ),
    ]
