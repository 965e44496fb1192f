"""The Django application's name and habits."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger of visits, patrols, deployments, and harm spots in force."""

    name = "hotspots.ledger"
    label = "ledger"
    verbose_name = "Ledger of what was done"
    default_auto_field = "django.db.models.BigAutoField"
