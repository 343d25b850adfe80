"""Steps: what one step, or a line of them, cannot mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kdcsim.ad.settings import ReadWhen, find
from kdcsim.scenario import codes
from kdcsim.scenario.check.names import Names
from kdcsim.scenario.check.world import hash_without_dc
from kdcsim.scenario.faults import Faults
from kdcsim.scenario.vocabulary import Sort, ToldStep
from kdcsim.world.action import (
    Connect,
    ConnectAnonymously,
    CreateAccount,
    InstallCumulativeUpdate,
    RebootDc,
    RequestTicket,
    RestartKdc,
    SetRegistry,
    SetServiceAccount,
)
from kdcsim.world.found import is_builtin


def check_step(step: ToldStep, faults: Faults) -> None:
    """Check one step by itself."""
    action, expected = step.action, step.expectation
    if isinstance(action, RequestTicket) and (action.spn is None) == (action.forward_to is None):
        message = "request_ticket needs either `spn` or `forward_to`"
        faults.error(codes.MISSING_KEY, message, step.span, help="add `spn: host/...`")
    if isinstance(action, SetServiceAccount) and action.password is None and _is_own_account(step, action, faults):
        message = f"set_service_account needs the password of {action.account}"
        faults.error(codes.MISSING_KEY, message, step.span, help="add `password: ...`")
    if isinstance(action, CreateAccount) and action.account.hash_only and action.account.password_set_on:
        hash_without_dc(action.account.name, step.at("with"), faults)
    if action is None or expected is None or (expected.delivered is None and expected.message_in is None):
        return
    if not isinstance(action, Connect | ConnectAnonymously):
        message = "this step carries no message, so nothing about one can be expected"
        faults.error(codes.CANNOT_EXPECT, message, expected.span)
    elif action.message is None:
        message = "a message is expected, but this step carries none"
        help = "add `message:` with one of the scenario's messages to the step"
        faults.error(codes.CANNOT_EXPECT, message, expected.span, help=help)


def _is_own_account(step: ToldStep, action: SetServiceAccount, faults: Faults) -> bool:
    """Whether a domain account is meant, and not a built-in one with a typing error, which is a fault already."""
    mistyped = any(faults.told(codes.UNKNOWN_VALUE, each.span) for each in step.references)
    return not is_builtin(action.account) and not mistyped


def check_restarts(lines: Sequence[tuple[Sequence[ToldStep], Names]], faults: Faults) -> None:
    """Warn of values that a KDC reads at its start when no line of the story starts it again."""
    waiting = {step.span: step for line, names in lines for step in line if _needs_restart(step, names)}
    for line, _ in lines:
        for number, step in enumerate(line):
            if step.span in waiting and _restarted(step, line[number + 1 :]):
                del waiting[step.span]
    for span, step in waiting.items():
        assert isinstance(step.action, SetRegistry)
        message = (
            f"{step.action.name} is read when the KDC starts, and {step.action.machine}'s KDC is not started again"
        )
        if not faults.told(codes.PATH_NOBODY_READS, step.at("name")):
            faults.warning(codes.NEEDS_KDC_RESTART, message, span, help=f"add `- restart_kdc: {step.action.machine}`")


def _needs_restart(step: ToldStep, names: Names) -> bool:
    if not isinstance(step.action, SetRegistry):
        return False
    setting = find(step.action.name)
    at_start = setting is not None and setting.read is ReadWhen.KDC_START
    return at_start and not names.has(Sort.HOST, step.action.machine)


def _restarted(step: ToldStep, later: Iterable[ToldStep]) -> bool:
    assert isinstance(step.action, SetRegistry)
    machine = step.action.machine.lower()
    starts = (RestartKdc, RebootDc, InstallCumulativeUpdate)
    return any(isinstance(s.action, starts) and s.action.dc.lower() == machine for s in later)
