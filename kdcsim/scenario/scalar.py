"""Scalar: what a plain YAML scalar means - the core schema of YAML 1.2, nothing more.

``no`` is a text, ``0x17`` is 23, ``2012-10-10`` is a text.
"""

from __future__ import annotations

import re

from kdcsim.scenario.node import ScalarNode

_DECIMAL = re.compile(r"[-+]?[0-9]{1,20}")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,16}")
_OCTAL = re.compile(r"0o[0-7]{1,22}")
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def as_integer(node: ScalarNode) -> int | None:
    """The integer that a plain scalar means; None if it means something else."""
    if not node.plain:
        return None
    if _DECIMAL.fullmatch(node.text):
        return int(node.text)
    if _HEX.fullmatch(node.text):
        return int(node.text[2:], 16)
    return int(node.text[2:], 8) if _OCTAL.fullmatch(node.text) else None


def as_truth(node: ScalarNode) -> bool | None:
    """The truth value that a plain scalar means; None if it means something else."""
    return _TRUTH.get(node.text) if node.plain else None
