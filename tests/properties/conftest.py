"""Profiles: CI runs a few hundred examples a law; `HYPOTHESIS_PROFILE=nightly` runs many more."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile("ci", deadline=None, database=None, derandomize=True, suppress_health_check=QUIET)
settings.register_profile(
    "nightly", deadline=None, max_examples=2000, stateful_step_count=100, suppress_health_check=QUIET
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
