"""Where a row came from."""

from __future__ import annotations

from typing import Final

SOURCE_FILE: Final = "source_file"
SOURCE_LINE: Final = "source_line"
