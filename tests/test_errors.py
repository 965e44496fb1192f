"""What a fault says holds for whoever reads it: at the command line, and in the browser."""

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import hotspots
from hotspots.cli.printing import say_fault
from hotspots.errors import HotspotsError, NoRowsError

PACKAGE = Path(hotspots.__file__).parent
OPTION = re.compile(r"(?<![\w-])--[a-z]")
# What the browser never asks for: where and how to work, and what only a command is told.
OF_COMMANDS_ALONE = (
    "study/cluster.py",
    "study/executor.py",
    "study/inputs.py",
    "study/run_folder.py",
    "study/hold_outs/accuracy.py",
    "study/operations/operation.py",
    "study/reading.py",
    "study/spots_over_time/drawn_outline.py",
    "study/zones/zone_outline.py",
    "load/dated_points.py",
    "load/dated_sources.py",
    "render/postgis_schema.py",
)


def raised_words() -> Iterator[tuple[str, str]]:
    """Give the words of each fault that is raised below the command line, with its module."""
    for room in ("analyse", "load", "render", "study", "tables"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Error"):
                    said = [
                        each.value
                        for argument in node.args
                        for each in ast.walk(argument)
                        if isinstance(each, ast.Constant) and isinstance(each.value, str)
                    ]
                    yield path.relative_to(PACKAGE).as_posix(), " ".join(said)


def test_no_fault_that_the_browser_may_tell_speaks_of_options() -> None:
    speaking = {
        module
        for module, said in raised_words()
        if OPTION.search(re.sub(r"`[^`]*`", "", said))  # a command is quoted whole
    }
    assert speaking - set(OF_COMMANDS_ALONE) == set()


def test_the_command_line_adds_the_options_by_which_a_fault_is_mended(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fault = NoRowsError("There is none. Name another area.", options=("--area", "--from"))
    assert str(fault) == "There is none. Name another area."
    say_fault(str(fault), options=fault.options)
    said = capsys.readouterr().err
    assert said == "Error: There is none. Name another area. Options: --area, --from.\n"


def test_a_fault_keeps_its_options_on_the_way_from_a_worker() -> None:
    fault = HotspotsError("So it is.", options=("--on",))
    arrived = pickle.loads(pickle.dumps(fault))  # noqa: S301 - made above
    assert (str(arrived), arrived.options) == ("So it is.", ("--on",))
