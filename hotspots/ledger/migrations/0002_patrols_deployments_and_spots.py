"""Patrols, deployments to wards, harm spots in force, and the edits that analysts make."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the five tables of patrols, deployments and harm spots; nothing else is touched."""

    dependencies: ClassVar = [
        ("ledger", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Deployment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("operation", models.CharField(max_length=80)),
                ("ward_code", models.CharField(max_length=9)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by_role",
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["ward_code", "first_day"], name="deployment_by_ward")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("operation", "ward_code", "first_day"), name="one_deployment_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("operation", ""), _negated=True),
                        name="deployment_has_an_operation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ward_code", ""), _negated=True),
                        name="deployment_has_a_ward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_day__lte", models.F("last_day"))),
                        name="deployment_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "entered_by_role__in",
                                ["PC", "PCSO", "special", "volunteer", "sergeant", "analyst"],
                            )
                        ),
                        name="deployment_entry_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Patrol",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("spot_id", models.CharField(max_length=16)),
                ("begins_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("PC", "PC"),
                            ("PCSO", "PCSO"),
                            ("special", "Special constable"),
                            ("volunteer", "Volunteer"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "activity",
                    models.CharField(
                        choices=[
                            ("directed patrol", "Directed patrol"),
                            ("business check", "Business check"),
                            ("stop search", "Stop search"),
                            ("engagement", "Engagement"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("interactions", models.PositiveSmallIntegerField(null=True)),
                (
                    "recorded_by",
                    models.CharField(
                        choices=[
                            ("entered", "Entered"),
                            ("file", "From a file"),
                            ("GPS track", "From a GPS track"),
                        ],
                        max_length=20,
                    ),
                ),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by_role",
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
                ("row_digest", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["begins_at"], name="patrol_by_time"),
                    models.Index(fields=["spot_id", "begins_at"], name="patrol_by_spot"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("recorded_by", "GPS track"), _negated=True),
                        fields=("spot_id", "begins_at", "role"),
                        name="one_patrol_a_moment",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("recorded_by", "GPS track")),
                        fields=("spot_id", "begins_at", "role"),
                        name="one_track_a_moment",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("row_digest", ""), _negated=True),
                        fields=("row_digest",),
                        name="one_row_placed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spot_id", ""), _negated=True), name="patrol_has_a_spot"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (1, 720))), name="patrol_has_minutes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("interactions__isnull", True),
                            ("interactions__range", (0, 999)),
                            _connector="OR",
                        ),
                        name="patrol_interactions_are_few",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["PC", "PCSO", "special", "volunteer"])),
                        name="patrol_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "activity__in",
                                [
                                    "directed patrol",
                                    "business check",
                                    "stop search",
                                    "engagement",
                                    "other",
                                ],
                            )
                        ),
                        name="patrol_activity_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recorded_by__in", ["entered", "file", "GPS track"])),
                        name="patrol_source_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "entered_by_role__in",
                                ["PC", "PCSO", "special", "volunteer", "sergeant", "analyst"],
                            )
                        ),
                        name="patrol_entry_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("begins_at__lte", models.F("entered_at"))),
                        name="patrol_before_entry",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpotEdit",
            fields=[
                ("edit_id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "spot_edit",
                    models.CharField(
                        choices=[
                            ("add", "Add"),
                            ("move", "Move"),
                            ("veto", "Veto"),
                            ("rename", "Rename"),
                            ("withdraw", "Withdraw earlier edits"),
                        ],
                        max_length=20,
                    ),
                ),
                ("spot_id", models.CharField(max_length=16)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("outline", models.TextField(blank=True, default="")),
                ("edit_reason", models.CharField(max_length=300)),
                ("edited_at", models.DateTimeField()),
                (
                    "edited_by_role",
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
            ],
            options={
                "indexes": [models.Index(fields=["spot_id"], name="edit_by_spot")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("spot_edit", "add")),
                        fields=("spot_id",),
                        name="spot_added_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("spot_edit__in", ["add", "move", "veto", "rename", "withdraw"])
                        ),
                        name="edit_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spot_id", ""), _negated=True), name="edit_has_a_spot"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edit_reason", ""), _negated=True),
                        name="edit_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("spot_edit__in", ["add", "rename"]), _negated=True),
                            models.Q(("name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="edit_has_its_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("spot_edit__in", ["add", "move"]), _negated=True),
                            models.Q(("outline", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="edit_has_its_outline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "edited_by_role__in",
                                ["PC", "PCSO", "special", "volunteer", "sergeant", "analyst"],
                            )
                        ),
                        name="editor_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpotSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("spot_set", models.CharField(max_length=80, unique=True)),
                ("adopted_at", models.DateTimeField()),
                ("chosen_from", models.DateField()),
                ("chosen_to", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["adopted_at"], name="spot_set_by_adoption")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("spot_set", ""), _negated=True),
                        name="spot_set_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("chosen_from__lte", models.F("chosen_to"))),
                        name="spot_set_period_is_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpotInForce",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("spot_id", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=120)),
                ("district", models.CharField(blank=True, default="", max_length=80)),
                ("rank", models.PositiveIntegerField(null=True)),
                ("outline", models.TextField()),
                (
                    "of_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spots",
                        to="ledger.spotset",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("of_set", "spot_id"), name="spot_once_a_set"),
                    models.CheckConstraint(
                        condition=models.Q(("spot_id", ""), _negated=True), name="spot_has_an_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="spot_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outline", ""), _negated=True),
                        name="spot_has_an_outline",
                    ),
                ],
            },
        ),
    ]
