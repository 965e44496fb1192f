"""The Django application's name, and the roles that it begins with."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    """The browser application."""

    name = "hotspots.web"
    label = "web"
    verbose_name = "Browser application"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the groups as the roles say, after each migration."""
        from hotspots.web.roles import make_groups  # noqa: PLC0415 - models are ready only now

        post_migrate.connect(make_groups, sender=self)
