"""How gunicorn serves: ``gunicorn --config python:hotspots.web.gunicorn_settings``.

What stands on its command line, as ``--bind``, is said instead of what stands here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from hotspots.web import beside

wsgi_app = "hotspots.web.wsgi"
bind = "127.0.0.1:8000"
# Threads, not processes: each process keeps what it has read of a force, and has its own beside it.
workers = 1
worker_class = "gthread"
threads = 8  # more of them wait for one another: pages take longer
timeout = 120


def post_worker_init(_worker: Any) -> None:  # noqa: ANN401 - gunicorn's
    """Begin the process that gives long answers, beside the one that serves pages."""
    from hotspots.web import force  # noqa: PLC0415 - models are ready only now
    from hotspots.web.answers import read_ahead  # noqa: PLC0415 - the same
    from hotspots.web.serving import start_application  # noqa: PLC0415 - the same

    beside.begin(partial(start_application, force.workspace().root), read_ahead)


def worker_exit(_server: Any, _worker: Any) -> None:  # noqa: ANN401 - gunicorn's
    """End it with the one that serves."""
    beside.end()
