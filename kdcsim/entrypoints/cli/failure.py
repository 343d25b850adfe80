"""Failure: the report that a bug of ours leaves behind - versions and a traceback, and nothing of the user's data."""

from __future__ import annotations

import platform
import tempfile
import traceback
from pathlib import Path


def write_report(error: Exception) -> Path | None:
    """Write the report to a new file in the temporary folder; None when that cannot be done either."""
    from kdcsim import __version__

    head = f"kdcsim {__version__}, Python {platform.python_version()} on {platform.system()}\n\n"
    stack = traceback.format_list(traceback.extract_tb(error.__traceback__))
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="kdcsim-report-", suffix=".txt", delete=False
        ) as file:
            file.write(head + "".join(stack) + f"{type(error).__name__}\n")
            return Path(file.name)
    except OSError:
        return None
