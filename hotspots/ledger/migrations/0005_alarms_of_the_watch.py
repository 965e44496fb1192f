"""Alarms of the watch, and who closed them."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the tables; nothing that was kept changes."""

    dependencies: ClassVar = [
        ("ledger", "0004_the_chain_begins"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Alarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("plan", models.CharField(max_length=120)),
                ("area", models.CharField(max_length=120)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "sign",
                    models.CharField(
                        choices=[("above its band", "Above its band"), ("gathering", "Gathering")],
                        max_length=20,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "area", "first_day"), name="alarm_once_a_step"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("plan", ""), _negated=True), name="alarm_has_a_plan"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area", ""), _negated=True), name="alarm_has_an_area"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sign__in", ["above its band", "gathering"])),
                        name="alarm_sign_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_day__lte", models.F("last_day"))),
                        name="alarm_step_is_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlarmClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("close_reason", models.CharField(max_length=300)),
                ("closed_at", models.DateTimeField()),
                (
                    "closed_by_role",
                    models.CharField(
                        choices=[
                            ("PC", "PC"),
                            ("PCSO", "PCSO"),
                            ("special", "Special constable"),
                            ("volunteer", "Volunteer"),
                            ("sergeant", "Sergeant"),
                            ("analyst", "Analyst"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "alarm",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing",
                        to="ledger.alarm",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("close_reason", ""), _negated=True),
                        name="closing_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "closed_by_role__in",
                                ["PC", "PCSO", "special", "volunteer", "sergeant", "analyst"],
                            )
                        ),
                        name="closer_role_is_known",
                    ),
                ],
            },
        ),
    ]
