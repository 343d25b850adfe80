"""Questions about worlds: play a scenario, judge it, compare."""
