"""Settled: a process that from now on does nothing but answer requests."""

from __future__ import annotations

import gc

YOUNG = 50_000
"""Answering makes no cycles: the collector need not look after every seven hundred objects."""


def settle() -> None:
    """Look for garbage seldom, and never among what is there now. For processes of our own alone."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 100)
