"""The worker: ``python -m hotspots.web.worker`` makes the runs that were started in the browser."""

from __future__ import annotations

import os

import django
from django.core.management import call_command

from hotspots.libraries import ask_libraries


def main() -> None:
    """Work until told to stop: first what a worker that was killed left behind."""
    ask_libraries()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotspots.web.settings")
    django.setup()
    from hotspots.web.runs import tasks, uploads  # noqa: PLC0415 - models are ready only now

    tasks.sweep()
    uploads.sweep()
    call_command("db_worker", verbosity=0)


if __name__ == "__main__":
    main()
