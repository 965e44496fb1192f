"""The command that ranks wards for a Street Week, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots.cli.answering import Asked, answers
from hotspots.cli.printing import say
from hotspots.errors import ParameterError
from hotspots.study.wards.journeys import WARDS

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.analyse.wards.ward_ranking import WardRanking
    from hotspots.study.inputs import Job
    from hotspots.study.run import Run

app = typer.Typer(add_completion=False)


@app.command()
@answers(WARDS)
def wards(
    asked: Asked,
    *,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OURS=THEIRS",
            help="A table's own name for one of our columns: residents='Pop 2021'. May be given "
            "again.",
            show_default=False,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="Day that months since the last Street Week are counted to. By default the last "
            "of the period.",
            show_default=False,
        ),
    ] = None,
    pack: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WARD",
            help="Write a pre-scoping pack for this ward, by its code or its name. May be given "
            "again.",
            show_default=False,
        ),
    ] = None,
    addresses: Annotated[
        Path | None,
        typer.Option(
            help="The converted addresses, for the packs. By default the workspace's, where they "
            "are there.",
            show_default=False,
        ),
    ] = None,
) -> Run[WardRanking]:
    """Rank every ward for the next Street Week, and say why each stands where it does.

    In a workspace it needs no argument. Elsewhere name the inputs:

    `hotspots wards essex-2025.zip --layers boundaries/ --tables census/ --preset asb`
    """
    from hotspots.cli.ledger_access import converted_addresses
    from hotspots.study.harm_maps.journeys import HARM_MAP
    from hotspots.study.inputs import day_of
    from hotspots.study.settings import settled
    from hotspots.study.wards.street_week import plan_street_week

    return plan_street_week(
        asked.job.inputs,
        columns=_mapping(column or []),
        deployments=_deployments(asked.job),
        as_of=None if as_of is None else day_of(as_of),
        packs=pack or (),
        addresses=addresses or converted_addresses(asked.job),
        harm=settled(HARM_MAP, asked.job),
        **asked.frame,
    )


def _deployments(job: Job) -> pd.DataFrame | None:
    """Return the deployments of the force's own ledger, where there is one that holds any."""
    from hotspots.cli.ledger_access import has_ledger, opened_ledger

    if not has_ledger(job):
        return None
    with opened_ledger(job) as ledger:
        found: pd.DataFrame = ledger.deployments()
    return None if found.empty else found


def _mapping(columns: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in columns]
    wrong = [each for each, (_, sign, _) in zip(columns, pairs, strict=True) if not sign]
    if wrong:
        raise ParameterError(
            f"--column {wrong[0]!r} names no header. Write our name, '=', and the table's: "
            "--column residents='Pop 2021'."
        )
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def say_found(receipt: Mapping[str, Any]) -> None:
    """Print which wards stand first, why, and where the products are."""
    found = receipt["wards"]
    say(f"{found['ranked']:,} wards ranked: {found['preset']}.")
    for each in found["first"]:
        care = "; take care" if each["flags"] else ""
        ward = f"{each['ward']}, {each['district']}"
        say(f"{each['rank']:>3}  {ward} (score {each['score']:.1f}{care})")
    for first in found["first"][:1]:
        say(first["why"])
        if first["flags"]:
            say(f"Take care: {first['flags']}.")
    for sentence in found["sentences"][1:]:
        say(sentence)
    for folder in found.get("packs", {}).values():
        say(f"Pre-scoping pack, in the folder of the run: {folder}")
