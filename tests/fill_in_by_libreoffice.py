"""Fills in cells of a workbook by LibreOffice and saves it; run by a Python that has its `uno`.

Takes the workbook, where it is saved as a workbook, where its first sheet is saved as CSV, and as
JSON what is typed: a list of sheet, row, column and text, from 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]


def option(name: str, value: object) -> Any:
    return PropertyValue(Name=name, Value=value)


def desktop_at(address: str, within_s: float = 60.0) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    until = time.monotonic() + within_s
    while True:
        try:
            context = resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def fill_in(
    desktop: Any,
    workbook: str,
    saved: str,
    as_csv: str,
    typed: list[tuple[str, int, int, str]],
) -> None:
    book = desktop.loadComponentFromURL(
        Path(workbook).resolve().as_uri(), "_blank", 0, (option("Hidden", value=True),)
    )
    for sheet, row, column, text in typed:
        # Read as one that is typed: a number, a date and a time become one.
        book.Sheets.getByName(sheet).getCellByPosition(column, row).setFormula(text)
    kinds = {saved: "Calc MS Excel 2007 XML", as_csv: "Text - txt - csv (StarCalc)"}
    for path, kind in kinds.items():
        book.storeToURL(Path(path).resolve().as_uri(), (option("FilterName", kind),))
    book.close(True)  # noqa: FBT003 - the office takes no names


def main(workbook: str, saved: str, as_csv: str, typed: str, profile: str) -> None:
    address = f"pipe,name=hotspots{uuid.uuid4().hex}"
    office = subprocess.Popen(
        [
            "soffice", "--headless", "--norestore", "--nologo", f"--accept={address};urp;",
            f"-env:UserInstallation={Path(profile).resolve().as_uri()}",
        ]
    )  # fmt: skip
    try:
        desktop = desktop_at(address)
        fill_in(desktop, workbook, saved, as_csv, json.loads(typed))
        desktop.terminate()
        office.wait(30)
    finally:
        office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
