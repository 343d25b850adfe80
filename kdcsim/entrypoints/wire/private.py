"""Private files: what holds keys is written for its owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from kdcsim.errors import WorldError


def private_directory(path: Path) -> Path:
    """Make a directory that only its owner enters; one that is there already keeps its permissions.

    Raises WorldError when it cannot be made.
    """
    try:
        if not path.is_dir():
            path.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise WorldError(f"the directory {path} cannot be made: {error.strerror}") from None
    return path


def write_private(path: Path, data: bytes | str) -> Path:
    """Write a file that only its owner reads. Raises WorldError when it cannot be written."""
    raw = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw)
    except OSError as error:
        raise WorldError(f"{path} cannot be written: {error.strerror}") from None
    return path
