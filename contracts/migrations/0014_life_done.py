"""What the older rows had to be given first is now demanded of every row."""

import uuid

from django.db import migrations, models

from desk.migrating import AtOnce


class Migration(migrations.Migration):
    dependencies = [("contracts", "0013_life_moved")]

    operations = [
        AtOnce(
            [
                migrations.AlterField(
                    model_name="registration",
                    name="uuid",
                    field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                migrations.AddConstraint(
                    model_name="authorisedperson",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("last_day", None)),
                            models.Q(
                                ("last_day__isnull", False), models.Q(("end_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="contracts_authorisedperson_end_pair",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registration",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reference", ""),
                                ("registered_at", None),
                                ("registered_by", None),
                                ("registered_on", None),
                            ),
                            models.Q(
                                ("registered_at__isnull", False),
                                ("registered_by__isnull", False),
                                ("registered_on__isnull", False),
                                models.Q(("reference", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_registration_pair",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registration",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_at", None), ("dropped_by", None), ("dropped_reason", "")),
                            models.Q(
                                ("dropped_at__isnull", False),
                                ("dropped_by__isnull", False),
                                ("registered_at", None),
                                models.Q(("dropped_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_registration_dropped_pair",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registration",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("authorisation__isnull", False),
                                ("incoming", None),
                                ("message", None),
                                ("what__in", ["signed", "refused", "ended"]),
                            ),
                            models.Q(
                                ("authorisation", None),
                                ("incoming__isnull", False),
                                ("message", None),
                                ("what", "letter_in"),
                            ),
                            models.Q(
                                ("authorisation", None),
                                ("incoming", None),
                                ("message__isnull", False),
                                ("what", "letter_out"),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_registration_subject",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registration",
                    constraint=models.UniqueConstraint(
                        fields=("authorisation", "what"), name="contracts_registration_document"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registration",
                    constraint=models.UniqueConstraint(
                        fields=("incoming",), name="contracts_registration_incoming"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registration",
                    constraint=models.UniqueConstraint(
                        fields=("message",), name="contracts_registration_message"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="authorisation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("import_key", ""), ("taken_over", None), ("template_version__isnull", False)
                            ),
                            models.Q(
                                ("taken_over__isnull", False),
                                ("template_version", None),
                                models.Q(("import_key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contracts_authorisation_text",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="authorisation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("last_day", None)),
                            models.Q(
                                ("last_day__isnull", False), models.Q(("end_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="contracts_authorisation_end_pair",
                    ),
                ),
            ]
        )
    ]
