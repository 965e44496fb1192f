"""Lists of dwellings, and the visits that were made."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the four tables of cocooning."""

    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uprn", models.CharField(max_length=12)),
                ("visited_at", models.DateTimeField()),
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
                    "visit_outcome",
                    models.CharField(
                        choices=[
                            ("spoken to", "Spoken to"),
                            ("no answer, card left", "No answer, card left"),
                            ("refused", "Refused"),
                            ("not suitable", "Not suitable"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("victim", "Victim"),
                            ("neighbour", "Neighbour: four either way, same side"),
                            ("street", "Rest of the street, and opposite"),
                            ("nearby", "Within 200 m"),
                            ("leaflet", "Within 400 m: leaflet only"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("district", models.CharField(blank=True, default="", max_length=80)),
                ("list_id", models.CharField(blank=True, default="", max_length=80)),
                ("burglary_references", models.TextField(blank=True, default="")),
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
                    models.Index(fields=["visited_at"], name="visit_by_time"),
                    models.Index(fields=["district", "visited_at"], name="visit_by_district"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("uprn", "visited_at"), name="one_visit_a_moment"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("uprn", ""), _negated=True), name="visit_has_a_uprn"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["PC", "PCSO", "special", "volunteer"])),
                        name="visit_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "visit_outcome__in",
                                ["spoken to", "no answer, card left", "refused", "not suitable"],
                            )
                        ),
                        name="visit_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tier__in", ["", "victim", "neighbour", "street", "nearby", "leaflet"])
                        ),
                        name="visit_tier_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "entered_by_role__in",
                                ["PC", "PCSO", "special", "volunteer", "sergeant", "analyst"],
                            )
                        ),
                        name="entry_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visited_at__lte", models.F("entered_at"))),
                        name="visit_before_entry",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("list_id", models.CharField(max_length=80, unique=True)),
                ("district", models.CharField(max_length=80)),
                ("issued_at", models.DateTimeField()),
                ("as_of", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "issued_at"], name="list_by_district")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("list_id", ""), _negated=True), name="list_has_an_id"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("district", ""), _negated=True),
                        name="list_has_a_district",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uprn", models.CharField(max_length=12)),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("victim", "Victim"),
                            ("neighbour", "Neighbour: four either way, same side"),
                            ("street", "Rest of the street, and opposite"),
                            ("nearby", "Within 200 m"),
                            ("leaflet", "Within 400 m: leaflet only"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due", models.DateTimeField(null=True)),
                ("left_out", models.BooleanField(default=False)),
                (
                    "visit_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listings",
                        to="ledger.visitlist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ListingReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("burglary_reference", models.CharField(max_length=40)),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("victim", "Victim"),
                            ("neighbour", "Neighbour: four either way, same side"),
                            ("street", "Rest of the street, and opposite"),
                            ("nearby", "Within 200 m"),
                            ("leaflet", "Within 400 m: leaflet only"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reported_time", models.DateTimeField()),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reasons",
                        to="ledger.listing",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["burglary_reference"], name="reason_by_burglary")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("listing", "burglary_reference"), name="burglary_once_a_listing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("burglary_reference", ""), _negated=True),
                        name="reason_has_a_reference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tier__in", ["victim", "neighbour", "street", "nearby", "leaflet"])
                        ),
                        name="reason_tier_is_known",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                fields=("visit_list", "uprn"), name="dwelling_once_a_list"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("uprn", ""), _negated=True), name="listing_has_a_uprn"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tier__in", ["victim", "neighbour", "street", "nearby", "leaflet"])
                ),
                name="listing_tier_is_known",
            ),
        ),
    ]
