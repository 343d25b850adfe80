"""As branch: a plan as a scenario file that extends the story it mends, ready to be played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from kdcsim.ad.settings import find
from kdcsim.study.plan import Fix, Plan
from kdcsim.world import action as verb
from kdcsim.world.action import Action


def as_branch(file: str, fix: Fix) -> str:
    """Write the cheapest plan as branch ``fixed`` after the branch it mends, and try again what failed."""
    assert fix.best is not None, "only a plan can be written"
    lines = [
        f"# Written by `kdcsim fix`: {fix.goal.sentence}",
        "kdcsim: 1",
        f"extends: {PurePath(file).stem}",
        "branches:",
        "  fixed:",
        f"    title: mended at cost {fix.best.cost}",
        f"    after: {fix.run.branch.name}",
        "    steps:",
        *(f"      - {step}" for step in _steps(fix.best)),
        *(f"      {line}" for miss in fix.misses for line in _attempt(miss.action)),
    ]
    return "\n".join(lines) + "\n"


def _steps(plan: Plan) -> Iterator[str]:
    for remedy in plan.remedies:
        yield from (step_of(action) for action in remedy.actions)


def _attempt(action: Action) -> Iterator[str]:
    yield f"- {step_of(action)}"
    outcome = "accepted" if isinstance(action, verb.Connect) else "issued"
    yield f"  expect: {{outcome: {outcome}}}"


def step_of(action: Action) -> str:
    """Write one action as a step of a scenario."""
    via = getattr(action, "dc", None)
    name, told = _told(action)
    if via is not None and name not in ("restart_kdc", "reboot_dc", "demote_dc", "promote_dc", "install_monthly"):
        told = {**told, "via": via}
    return f"{name}: {{{', '.join(f'{key}: {_scalar(value)}' for key, value in told.items())}}}"


def _told(action: Action) -> tuple[str, dict[str, object]]:
    match action:
        case verb.Boot(host=host):
            return "boot", {"host": host}
        case verb.PurgeTickets(host=host, session=session):
            return "purge_tickets", {"on": host, "session": f"{session:#x}"}
        case verb.Authenticate(host=host, session=session):
            return "authenticate", {"from": host, "as": f"{session:#x}"}
        case verb.SetRegistry(machine=machine, name=name, value=value):
            return "set_registry", {"on": machine, "name": _setting(name), "value": value}
        case verb.DeleteRegistry(machine=machine, name=name):
            return "delete_registry", {"on": machine, "name": _setting(name)}
        case verb.InstallUpdate(machine=machine, kb=kb):
            return "install_update", {"on": machine, "kb": kb}
        case verb.SetServiceAccount(host=host, service=service, account=account):
            return "set_service_account", {"service": f"{host}/{service}", "runs_as": account}
        case verb.StartService(host=host, service=service):
            return "start_service", {"service": f"{host}/{service}"}
        case verb.StopService(host=host, service=service):
            return "stop_service", {"service": f"{host}/{service}"}
        case verb.Wait(seconds=seconds):
            return "wait", {"time": f"{seconds // 3600} h"}
    return _told_of_domain(action)


def _told_of_domain(action: Action) -> tuple[str, dict[str, object]]:
    match action:
        case verb.Connect(host=host, session=session, to_host=to_host, to_service=to_service):
            told: dict[str, object] = {"from": host, "as": f"{session:#x}", "to": f"{to_host}/{to_service}"}
            more = {"spn": action.spn, "message": action.message}
            return "connect", {**told, **{k: v for k, v in more.items() if v is not None}}
        case verb.RequestTicket(host=host, session=session, spn=spn):
            return "request_ticket", {"from": host, "as": f"{session:#x}", "spn": spn}
        case verb.SetSupportedEtypes(account=account, value=value):
            return "set_supported_etypes", {"account": account, "value": "unset" if value is None else f"{value:#x}"}
        case verb.ChangeMachinePassword(host=host):
            return "change_machine_password", {"host": host}
        case verb.ChangePassword(account=account, password=password):
            return "change_password", {"account": account, "password": password}
        case verb.Replicate():
            return "replicate", {"domain": action.domain or "all"}
        case verb.RestartKdc(dc=dc):
            return "restart_kdc", {"dc": dc}
        case verb.RebootDc(dc=dc):
            return "reboot_dc", {"dc": dc}
        case verb.DemoteDc(dc=dc):
            return "demote_dc", {"dc": dc}
        case verb.PromoteDc(dc=dc, domain=domain, os=os):
            return "promote_dc", {"dc": dc, "domain": domain, "os": os}
        case verb.RaiseFunctionalLevel(domain=domain, level=level):
            return "raise_functional_level", {"domain": domain, "level": level}
        case verb.SetFlag(account=account, flag=flag, value=value):
            return "set_flag", {"account": account, "flag": flag, "value": str(value).lower()}
        case verb.SetSpn(account=account, add=add, remove=remove):
            return "set_spn", {"account": account, "add": list(add), "remove": list(remove)}
    return f"# {type(action).__name__}", {}


def _setting(name: str) -> str:
    """The shortest name that still means this value."""
    setting = find(name)
    return setting.name if setting is not None and find(setting.name) == setting else name


def _scalar(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_scalar(v) for v in value)}]"
    text = str(value)
    plain = text.replace("-", "").replace("_", "").replace("/", "").replace(".", "").replace("$", "").isalnum()
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
