"""Advance: the only way the world changes - one action in, one world and one record out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kdcsim.world import action as verb
from kdcsim.world.effects import administration, connection, directory_changes, logon, tickets
from kdcsim.world.effects.outcome import Effect, Stage
from kdcsim.world.record import Record
from kdcsim.world.state import World

EFFECTS: dict[type, Callable[[Stage, Any], Effect]] = {
    verb.Boot: logon.boot,
    verb.Authenticate: logon.authenticate_again,
    verb.LogOn: logon.log_on,
    verb.RequestTicket: tickets.request_ticket,
    verb.PurgeTickets: tickets.purge_tickets,
    verb.Connect: connection.connect,
    verb.ConnectAnonymously: connection.connect_anonymously,
    verb.SetRegistry: administration.set_registry,
    verb.DeleteRegistry: administration.delete_registry,
    verb.RestartKdc: administration.restart_kdc,
    verb.InstallUpdate: administration.install_update,
    verb.StartService: administration.start_service,
    verb.StopService: administration.stop_service,
    verb.SetServiceAccount: administration.set_service_account,
    verb.Wait: administration.wait,
    verb.ChangeMachinePassword: directory_changes.change_machine_password,
    verb.ChangePassword: directory_changes.change_password,
    verb.SetSupportedEtypes: directory_changes.set_supported_etypes,
    verb.Replicate: directory_changes.replicate,
    verb.RaiseFunctionalLevel: directory_changes.raise_functional_level,
    verb.PromoteDc: directory_changes.promote_dc,
    verb.DemoteDc: directory_changes.demote_dc,
}


def advance(world: World, action: verb.Action, label: str) -> tuple[World, Record]:
    """Play one action. ``label`` names it for chance: the same label in the same world gives the same bytes.

    Raises WorldError when the action names something that does not exist.
    """
    stage = Stage(world=world, chance=world.chance.at("step", label))
    effect = EFFECTS[type(action)](stage, action)
    record = Record(
        label=label,
        action=action,
        at=world.now,
        outcome=effect.outcome,
        sentence=effect.sentence,
        error=effect.error,
        said_by=effect.said_by,
        exchanges=effect.exchanges,
        calls=effect.calls,
        learned=effect.learned,
        decisions=effect.decisions,
        changes=effect.changes,
        delivered=effect.delivered,
    )
    return effect.world, record
