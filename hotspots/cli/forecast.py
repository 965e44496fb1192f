"""The command of what comes, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say
from hotspots.study.change.journeys import FORECAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hotspots.analyse.change.forecast import SeriesForecast
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)


@app.command()
@answers(FORECAST, without=("tables", "first_day", "last_day"), splits=True)
def forecast(asked: Asked) -> Run[Sequence[SeriesForecast]]:
    """Forecast the next weeks by kind of offence, judged on the past against last year.

    Where "same as last year" did best, that is what is shown. Two whole years are needed for it,
    three for the season to be judged.

    `hotspots forecast --earlier data/2023 --earlier data/2024`
    """
    from hotspots.study.change.forecast import study_forecast

    return study_forecast(asked.job.inputs, **asked.frame)


def say_found(receipt: Mapping[str, Any]) -> None:
    """Say what is expected of each series, and by which method."""
    for each in receipt["forecast"]["series"]:
        method = f" ({each['method']})" if each["method"] else ""
        say(f"{each['area']}, {each['offences']}: {each['sentence']}{method}")
