"""A commander and a planner may enter what was done."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Roles that the constraints let in."""

    dependencies: ClassVar = [
        ("ledger", "0005_alarms_of_the_watch"),
    ]

    operations: ClassVar = [
        migrations.RemoveConstraint(
            model_name="alarmclosing",
            name="closer_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="deployment",
            name="deployment_entry_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="patrol",
            name="patrol_entry_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="spotedit",
            name="editor_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="visit",
            name="entry_role_is_known",
        ),
        migrations.AlterField(
            model_name="alarmclosing",
            name="closed_by_role",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="deployment",
            name="entered_by_role",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="patrol",
            name="entered_by_role",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="spotedit",
            name="edited_by_role",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="visit",
            name="entered_by_role",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="alarmclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "closed_by_role__in",
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
                name="closer_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deployment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "entered_by_role__in",
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
                name="deployment_entry_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="patrol",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "entered_by_role__in",
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
                name="patrol_entry_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotedit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "edited_by_role__in",
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
                name="editor_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "entered_by_role__in",
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
                name="entry_role_is_known",
            ),
        ),
    ]
