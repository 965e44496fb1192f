"""Write to a ledger from processes that can be killed.

A program for the tests: it imports everything once, then forks a writer for each line of JSON that
it reads, so that a kill costs a tenth of a second and not a start of Python.

    {"start": {"address": …, "log": …, "first": 0, "batches": 3, "size": 500}}  ->  its number
    {"wait": number}                                                            ->  its exit status
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from hotspots.ledger import open_ledger
from hotspots.ledger.opening import start_django
from tests.ledger.spots import adopt

ENTERED_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIRST_VISIT = pd.Timestamp("2026-10-20 10:00", tz="Europe/London")
FIRST_PATROL = pd.Timestamp("2020-01-01 10:00", tz="UTC")


def visits_of_batch(number: int, size: int) -> pd.DataFrame:
    """Return a batch of visits that no other batch has; its number stands as the list's id."""
    return pd.DataFrame(
        {
            "uprn": [f"{number * size + each + 1}" for each in range(size)],
            "visited_at": FIRST_VISIT + pd.to_timedelta(range(size), unit="min"),
            "role": "PCSO",
            "visit_outcome": "spoken to",
            "list_id": f"batch {number}",
        }
    )


def listings_of_batch(number: int, size: int) -> pd.DataFrame:
    """Return the list that those visits were made from: two burglaries behind each dwelling."""
    once = pd.DataFrame(
        {
            "uprn": visits_of_batch(number, size)["uprn"],
            "tier": "neighbour",
            "due": FIRST_VISIT,
            "burglary_tier": "neighbour",
            "reported_time": FIRST_VISIT,
        }
    )
    return pd.concat([once.assign(burglary_reference=f"42/{each}") for each in (1, 2)])


def patrols_of_batch(number: int, size: int) -> pd.DataFrame:
    """Return a batch of patrols that no other batch has; each batch has a day of its own."""
    first = FIRST_PATROL + pd.Timedelta(days=number)
    return pd.DataFrame(
        {
            "spot_id": "S001",
            "begins_at": first + pd.to_timedelta(range(size), unit="min"),
            "minutes": 15,
            "role": "PC",
            "activity": "engagement",
            "interactions": 4,
        }
    )


def write(task: dict[str, Any]) -> None:
    """Record batches one after the other, saying before and after each what is being done."""
    log = os.open(task["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(log, b"opening\n")
    with open_ledger(task["address"]) as ledger:
        os.write(log, b"open\n")
        adopt(ledger, "S001")
        for number in range(task["first"], task["first"] + task["batches"]):
            table = visits_of_batch(number, task["size"])
            listings = listings_of_batch(number, task["size"])
            os.write(log, f"start {number}\n".encode())
            ledger.record_list(
                listings,
                list_id=f"batch {number}",
                district="Colchester",
                issued_at=FIRST_VISIT,
                as_of=FIRST_VISIT,
            )
            patrols = patrols_of_batch(number, task["size"])
            ledger.record_patrols(patrols, entered_at=ENTERED_AT, entered_by_role="analyst")
            result = ledger.record_visits(table, entered_at=ENTERED_AT, entered_by_role="analyst")
            os.write(log, f"done {number} {result.recorded}\n".encode())


def fork_writer(task: dict[str, Any]) -> int:
    """Start a writer; return its number."""
    number = os.fork()
    if number:
        return number
    try:
        write(task)
    except BaseException:  # noqa: BLE001 - whatever it is: it is told here, or nowhere
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Obey the lines that come in until there are no more."""
    start_django()
    import hotspots.ledger.store  # noqa: F401, PLC0415 - imported before the fork, to be shared

    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            answer = fork_writer(order["start"])
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
