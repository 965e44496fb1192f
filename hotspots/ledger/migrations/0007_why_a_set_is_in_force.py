"""Why a set of harm spots was put in force; nothing that was kept changes."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table."""

    dependencies: ClassVar = [
        ("ledger", "0006_commander_and_planner"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SpotAdoption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("adopt_reason", models.CharField(max_length=300)),
                (
                    "adopted_by_role",
                    models.CharField(
                        choices=[
                            ("PC", "PC"),
                            ("PCSO", "PCSO"),
                            ("special", "Special constable"),
                            ("volunteer", "Volunteer"),
                            ("sergeant", "Sergeant"),
                            ("commander", "Commander"),
                            ("planner", "Planner"),
                            ("analyst", "Analyst"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "of_set",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoption",
                        to="ledger.spotset",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("adopt_reason", ""), _negated=True),
                        name="adoption_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "adopted_by_role__in",
                                [
                                    "PC",
                                    "PCSO",
                                    "special",
                                    "volunteer",
                                    "sergeant",
                                    "commander",
                                    "planner",
                                    "analyst",
                                ],
                            )
                        ),
                        name="adopter_role_is_known",
                    ),
                ],
            },
        ),
    ]
