"""For people's own tests: a KDC to point at, strategies, asserts, and a pytest plugin."""
