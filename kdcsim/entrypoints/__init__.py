"""Entrypoints: where the world outside comes in - the only floor that knows terminals and exit codes."""
