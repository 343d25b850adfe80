"""The state machine, as people get it: thousands of steps, every law of it held after each."""

from __future__ import annotations

from hypothesis import settings

from kdcsim.testing import WorldMachine

TestWorld = WorldMachine.TestCase
TestWorld.settings = settings(
    max_examples=settings().max_examples * 6 // 10, stateful_step_count=settings().stateful_step_count
)
