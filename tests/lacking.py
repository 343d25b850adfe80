"""Lacking: what a test needs beside Python may not be on somebody's machine. In CI that is a failure."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skip the test, saying what is not there and how it gets there; in CI, fail: no real peer is skipped there."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
