"""Worlds told in files: YAML with spans, a documented vocabulary, branches, expectations."""
