"""An executor for whoever looks at what a run found, and not at the files of its districts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from hotspots.study.executor import InProcess


class FirstTask(InProcess):
    """Does the first task that it is given, the force's files, and none of those that follow."""

    def __init__(self) -> None:
        self._has_done = False

    def submit(self, task: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        if not self._has_done:
            self._has_done = True
            return super().submit(task, *args, **named)
        left: Future[Any] = Future()
        left.set_result(None)
        return left
