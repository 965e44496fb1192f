"""What docs/performance.md holds of figures: tables between two marks, and a plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from benchmarks.peer_work import OURS

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
PAGE: Final = DOCS / "performance.md"
PLOT: Final = DOCS / "images" / "performance.svg"
NO_LIBRARY: Final = "plain scatter"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One way at one setting: processor seconds, the most MiB, and the error."""

    setting: str
    size: int
    asked: str
    way: str
    seconds: float
    runs: int
    mib: float
    error: float
    counts: bool
    note: str


def put_between(page: Path, name: str, text: str) -> None:
    """Put text between a page's two marks of a name."""
    begin, end = f"<!-- {name}: made by a program -->", f"<!-- {name}: end -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    whole = f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"
    page.write_text(whole, encoding="utf-8", newline="\n")


def tables(found: Mapping[str, Sequence[Row]], versions: Mapping[str, str], python: str) -> str:
    """Return a table for each work, and who is faster than ours."""
    parts = []
    for title, rows in found.items():
        lines = [
            f"### {title}",
            "",
            f"{python}, {versions[title]}.",
            "",
            "| | way | processor | × hotspots | memory | error |",
            "|---|---|---|---|---|---|",
        ]
        for setting, group in groupby(rows, key=lambda row: row.setting):
            several = list(group)
            ours = next(row for row in several if row.way == OURS)
            lines += [_line(row, ours, setting if row is ours else "") for row in several]
        parts.append("\n".join([*lines, "", _faster(rows)]))
    return "\n\n".join(parts)


def _line(row: Row, ours: Row, setting: str) -> str:
    ratio = row.seconds / ours.seconds
    times = "" if row is ours else f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"
    told = times if row.counts else f"({times})"
    error = f"{row.error:.1e}" if row.error else "none"
    name = f"{row.way} ({row.note})" if row.note else row.way
    seconds = f"{row.seconds:,.0f} s" if row.seconds >= 100 else f"{row.seconds:.3g} s"
    return f"| {setting} | {name} | {seconds} | {told} | {max(row.mib, 0):,.0f} MiB | {error} |"


def _faster(rows: Sequence[Row]) -> str:
    ours = {row.setting: row.seconds for row in rows if row.way == OURS}
    won = [
        f"{row.way} at {row.setting}"
        for row in rows
        if row.counts and row.seconds < ours[row.setting] and row.way not in {OURS, NO_LIBRARY}
    ]
    if not won:
        return "No library whose answer counts is faster than ours."
    return f"**A library is faster:** {'; '.join(won)}."


def save_plot(found: Mapping[str, Sequence[Row]]) -> None:
    """Draw processor seconds against size, a panel a work, both axes logarithmic."""
    mpl.rcParams["svg.hashsalt"] = "hotspots"
    figure = Figure(figsize=(11, 6.4), layout="constrained")
    panels = figure.subplots(2, 3).ravel()
    for panel, (title, rows) in zip(panels, found.items(), strict=False):
        asked = _of_most_sizes(rows)
        chosen = [row for row in rows if row.asked == asked]
        for way in dict.fromkeys(row.way for row in chosen):
            own = [row for row in chosen if row.way == way]
            is_ours = way == OURS
            panel.loglog(
                [row.size for row in own],
                [row.seconds for row in own],
                marker="o",
                linewidth=2.5 if is_ours else 1.2,
                linestyle="-" if all(row.counts for row in own) else ":",
                color="black" if is_ours else None,
                label=way,
            )
        panel.set_title(title, fontsize=10)
        panel.set_xlabel(_what(chosen[0]), fontsize=8)
        panel.set_ylabel("processor seconds", fontsize=8)
        sizes = sorted({row.size for row in chosen})
        panel.set_xticks(sizes, [f"{size:,}" for size in sizes])
        panel.xaxis.set_minor_locator(NullLocator())
        panel.tick_params(labelsize=8)
        panel.grid(visible=True, linewidth=0.3)
        panel.legend(fontsize=7)
    for panel in panels[len(found) :]:
        panel.set_axis_off()
    figure.savefig(PLOT, metadata={"Date": None, "Creator": None})
    PLOT.write_text(
        "\n".join(line.rstrip() for line in PLOT.read_text(encoding="utf-8").splitlines()) + "\n",
        encoding="utf-8",
        newline="\n",
    )


def _of_most_sizes(rows: Sequence[Row]) -> str:
    sizes: dict[str, set[int]] = {}
    for row in rows:
        sizes.setdefault(row.asked, set()).add(row.size)
    return max(sizes, key=lambda asked: len(sizes[asked]))


def _what(row: Row) -> str:
    """Return what is counted, and with what: "points, cells of 50 m"."""
    return row.setting.partition(" ")[2]
