"""Ours beside each peer on the same work, and every answer checked before it counts.

    python -m benchmarks.peers [--only WORK …]     # times; writes docs/performance.md and its plot
    python -m benchmarks.peers --quick             # whether answers are right, in seconds

Each way of doing a piece of work has a process of its own, with one thread; they take turns.
Seconds are the processor's, medians; memory is the most that the work held beyond what was there
before it. An answer that is wrong stops the program; one that is further from the exact reference
than the work allows stands in the table and does not count. What was measured is kept in
build/peers, so that one work can be measured again alone. A peer that is not installed is left
out, and said; none is a dependency of ours but those that we use elsewhere:

    python -m pip install dbscan pointpats
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import platform
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module, metadata
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from benchmarks.peer_work import OURS, Way, Work
from benchmarks.performance_page import PAGE, Row, put_between, save_plot, tables

WORKS: Final = ("kernel_density", "dbscan_clusters", "cocooning_join", "near_repeat", "placing")
KEPT: Final = Path(__file__).resolve().parents[1] / "build" / "peers"
ONE_THREAD: Final = {
    f"{library}_NUM_THREADS": "1"
    for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "VECLIB_MAXIMUM", "PARLAY")
}
# A run this long is done once, and one this long three times.
ONCE_S, THRICE_S, MOST_RUNS = 6.0, 1.0, 5
KIB_IN_MIB: Final = 1024
EXACT: Final = 1e-12  # of the highest cell


def work_of(module: str) -> Work:
    work: Work = import_module(f"benchmarks.{module}").WORK
    return work


class Child:
    """A process that does one piece of work in one way, whenever it is asked to."""

    def __init__(self, module: str, name: str) -> None:
        self.name = f"{module}, {name}"
        self.seconds: list[float] = []
        context = get_context("spawn")
        self._at, there = context.Pipe()
        self._process = context.Process(target=serve, args=(there, module, name), daemon=True)
        self._process.start()
        there.close()

    def lay_out(self, setting: int) -> None:
        """Make the data of a setting."""
        self._ask(("lay out", setting))
        self.seconds = []

    def run(self) -> None:
        """Do the work once more, unless it took so long that it has been done often enough."""
        least = min(self.seconds, default=0.0)
        enough = 1 if least > ONCE_S else 3 if least > THRICE_S else MOST_RUNS
        if len(self.seconds) < enough:
            self.seconds.append(self._ask(("run", 0)))

    def told(self) -> tuple[float, str, float]:
        """Return the most MiB that the work held, its fingerprint and its error."""
        mib, fingerprint, error = self._ask(("tell", 0))
        return mib, fingerprint, error

    def _ask(self, order: tuple[str, int]) -> Any:  # noqa: ANN401 - what the child answers
        try:
            self._at.send(order)
            return self._at.recv()
        except (EOFError, OSError):
            raise SystemExit(f"{self.name}: stopped; see above.") from None

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.join()


def serve(at: Connection, module: str, name: str) -> None:
    """Do what the parent asks."""
    work = work_of(module)
    way = work.ways[name]
    way.start(work.data(work.quick))()  # compiled, imported
    data = run = answer = None
    before = 0.0
    while True:
        order, setting = at.recv()
        answer = answer if order == "tell" else None
        if order == "lay out":
            data = run = None
            data = work.data(work.settings[setting])
            run = way.start(data)
            before = _forget_peak()
            at.send(None)
        elif order == "run" and run is not None:
            started = time.process_time()
            answer = run()
            at.send(time.process_time() - started)
        else:
            mib = _held("VmHWM") - before
            at.send((mib, *way.told(data, answer)))


def _forget_peak() -> float:
    """Give back what is free, begin a new peak, and return what is held now."""
    with suppress(OSError, AttributeError):  # of the GNU C library
        ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _held("VmRSS")


def _held(what: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    line = next(line for line in status if line.startswith(what))
    return int(line.split()[1]) / KIB_IN_MIB


def is_there(way: Way) -> bool:
    try:
        return bool([metadata.version(name) for name in way.packages]) or not way.packages
    except metadata.PackageNotFoundError:
        return False


def same(fingerprints: dict[str, str], label: str) -> None:
    """Stop where two answers differ."""
    told = {name: each for name, each in fingerprints.items() if each}
    if len(set(told.values())) > 1:
        raise SystemExit(f"{label}: the answers of {', '.join(told)} are not all the same.")


def measured(work: Work, place: int, everyone: Mapping[str, Child]) -> list[Row]:
    """Measure each way at one setting, in turn."""
    setting = work.settings[place]
    children = {
        name: child
        for name, child in everyone.items()
        if setting.size <= (work.ways[name].most or setting.size)
    }
    for child in children.values():
        child.lay_out(place)
        child.run()
    told = {name: child.told() for name, child in children.items()}
    same({name: fingerprint for name, (_, fingerprint, _) in told.items()}, setting.label)
    for _ in range(MOST_RUNS):
        for child in children.values():
            child.run()
    return [
        Row(
            setting=setting.label,
            size=setting.size,
            asked=json.dumps(dict(setting.asked)),
            way=name,
            seconds=statistics.median(child.seconds) / work.ways[name].part,
            runs=len(child.seconds),
            mib=told[name][0],
            error=told[name][2],
            counts=told[name][2] <= (EXACT if name == OURS else work.worst),
            note=_note(work.ways[name]),
        )
        for name, child in children.items()
    ]


def _note(way: Way) -> str:
    reckoned = f"reckoned from {way.part:.1%} of it" if way.part < 1 else ""
    return "; ".join(each for each in (way.note, reckoned) if each)


def versions(work: Work) -> str:
    names = sorted({name for way in work.ways.values() for name in way.packages})
    there = {name for way in work.ways.values() if is_there(way) for name in way.packages}
    told = [
        f"{name} {metadata.version(name)}" if name in there else f"{name} not installed"
        for name in names
    ]
    return ", ".join(told)


def check_answers() -> None:
    """Do each work once, small, in every way that is there."""
    for module in WORKS:
        work = work_of(module)
        fingerprints, off = {}, []
        for name, way in work.ways.items():
            if not is_there(way):
                print(f"{work.title}: {name} is not installed.")
                continue
            data = work.data(work.quick)
            fingerprints[name], error = way.told(data, way.start(data)())
            if error > (EXACT if name == OURS else work.worst):
                off.append(f"{name} ({error:.1e})")
        same(fingerprints, work.title)
        if any(each.startswith(OURS) for each in off):
            raise SystemExit(f"{work.title}: ours is off: {off}.")
        right = [name for name in fingerprints if not any(each.startswith(name) for each in off)]
        print(
            f"{work.title}: right are {', '.join(right)}; too far off: {', '.join(off) or 'none'}."
        )


def write_page() -> None:
    """Write the tables and the plot of what was measured last of each work."""
    files = [file for module in WORKS if (file := KEPT / f"{module}.json").is_file()]
    kept = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    found = {each["title"]: [Row(**row) for row in each["rows"]] for each in kept}
    said = {each["title"]: each["versions"] for each in kept}
    put_between(PAGE, "peers", tables(found, said, f"Python {platform.python_version()}"))
    save_plot(found)


def _printed(row: Row) -> Row:
    took = f"{row.seconds:.4f} s | {row.mib:,.0f} MiB | {row.error:.1e}"
    print(f"{row.setting} | {row.way} | {took}", flush=True)
    return row


def main(words: Sequence[str] | None = None) -> None:
    """Check, measure, write."""
    parser = argparse.ArgumentParser(description="Ours beside each peer on the same work.")
    parser.add_argument("--quick", action="store_true", help="check answers, measure nothing")
    parser.add_argument("--only", nargs="+", choices=WORKS, default=WORKS)
    options = parser.parse_args(words)
    if options.quick:
        check_answers()
        return
    os.environ.update(ONE_THREAD)
    KEPT.mkdir(parents=True, exist_ok=True)
    for module in options.only:
        work, rows = work_of(module), []
        children = {name: Child(module, name) for name, way in work.ways.items() if is_there(way)}
        try:
            for place in range(len(work.settings)):
                rows += [_printed(row) for row in measured(work, place, children)]
        finally:
            for child in children.values():
                child.stop()
        kept = {"title": work.title, "versions": versions(work), "rows": [asdict(r) for r in rows]}
        (KEPT / f"{module}.json").write_text(json.dumps(kept), encoding="utf-8")
    write_page()


if __name__ == "__main__":
    main()
