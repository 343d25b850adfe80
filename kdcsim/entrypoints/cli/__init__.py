"""The command line: one module per verb, each thin; nothing heavy is imported before a verb is chosen."""

from kdcsim.entrypoints.cli.app import main

__all__ = ["main"]
