"""What makes the ledger trusted: its chain, its log, and claims kept apart from entries."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the tables; what was entered before stands as it was, and is chained next."""

    dependencies: ClassVar = [
        ("ledger", "0002_patrols_deployments_and_spots"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ChainLink",
            fields=[
                ("seq", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("row_id", models.BigIntegerField()),
                ("salt", models.CharField(blank=True, default="", max_length=32)),
                ("seal", models.CharField(blank=True, default="", max_length=64)),
                ("link_hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Forgetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=20)),
                ("before", models.DateTimeField()),
                ("links", models.TextField()),
                ("in_place", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("done_at", models.DateTimeField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("collection", "Collection"),
                            ("alteration", "Alteration"),
                            ("consultation", "Consultation"),
                            ("disclosure", "Disclosure"),
                            ("combination", "Combination"),
                            ("erasure", "Erasure"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", models.CharField(max_length=80)),
                ("subject", models.CharField(blank=True, default="", max_length=80)),
                ("records", models.PositiveIntegerField(null=True)),
                ("role", models.CharField(blank=True, default="", max_length=20)),
                ("account", models.CharField(blank=True, default="", max_length=80)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="deployment",
            name="one_deployment_a_day",
        ),
        migrations.RemoveConstraint(
            model_name="patrol",
            name="one_patrol_a_moment",
        ),
        migrations.RemoveConstraint(
            model_name="patrol",
            name="one_track_a_moment",
        ),
        migrations.RemoveConstraint(
            model_name="patrol",
            name="one_row_placed_once",
        ),
        migrations.RemoveConstraint(
            model_name="visit",
            name="one_visit_a_moment",
        ),
        migrations.AddField(
            model_name="deployment",
            name="claimed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="deployment",
            name="claimed_role",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="deployment",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="patrol",
            name="claimed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="patrol",
            name="claimed_role",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="patrol",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="visit",
            name="claimed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="visit",
            name="claimed_role",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.AddField(
            model_name="visit",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="deployment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn", False)),
                fields=("operation", "ward_code", "first_day"),
                name="one_deployment_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="patrol",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("recorded_by", "GPS track"), _negated=True), ("withdrawn", False)
                ),
                fields=("spot_id", "begins_at", "role"),
                name="one_patrol_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="patrol",
            constraint=models.UniqueConstraint(
                condition=models.Q(("recorded_by", "GPS track"), ("withdrawn", False)),
                fields=("spot_id", "begins_at", "role"),
                name="one_track_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="patrol",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("row_digest", ""), _negated=True), ("withdrawn", False)
                ),
                fields=("row_digest",),
                name="one_row_placed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn", False)),
                fields=("uprn", "visited_at"),
                name="one_visit_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="chainlink",
            constraint=models.UniqueConstraint(
                fields=("kind", "row_id"), name="row_once_in_the_chain"
            ),
        ),
        migrations.AddIndex(
            model_name="logentry",
            index=models.Index(fields=["done_at"], name="log_by_time"),
        ),
        migrations.AddConstraint(
            model_name="logentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            "collection",
                            "alteration",
                            "consultation",
                            "disclosure",
                            "combination",
                            "erasure",
                        ],
                    )
                ),
                name="log_act_is_known",
            ),
        ),
    ]
