"""Advance: the only way the world changes - one action in, one world and one record out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kdcsim.world import action as verb
from kdcsim.world.effects import (
    accounts,
    administration,
    connection,
    domains,
    keytabs,
    logon,
    passwords,
    services,
    tickets,
)
from kdcsim.world.effects.outcome import Effect, Stage
from kdcsim.world.record import Record
from kdcsim.world.state import World

EFFECTS: dict[type, Callable[[Stage, Any], Effect]] = {
    verb.Boot: logon.boot,
    verb.StartService: services.start_service,
    verb.StopService: services.stop_service,
    verb.SetServiceAccount: services.set_service_account,
    verb.ExportKeytab: keytabs.export_keytab,
    verb.RemoveKeytab: keytabs.remove_keytab,
    verb.RestoreSnapshot: logon.restore_snapshot,
    verb.SetRegistry: administration.set_registry,
    verb.DeleteRegistry: administration.delete_registry,
    verb.InstallUpdate: administration.install_update,
    verb.ClockSkew: administration.clock_skew,
    verb.LogOn: logon.log_on,
    verb.RunAs: logon.run_as,
    verb.LogOff: logon.log_off,
    verb.Authenticate: logon.authenticate_again,
    verb.RequestTicket: tickets.request_ticket,
    verb.PurgeTickets: tickets.purge_tickets,
    verb.Connect: connection.connect,
    verb.ConnectAnonymously: connection.connect_anonymously,
    verb.ChangePassword: passwords.change_password,
    verb.ChangeMachinePassword: passwords.change_machine_password,
    verb.HashOnlyReset: passwords.hash_only_reset,
    verb.SetSupportedEtypes: accounts.set_supported_etypes,
    verb.SetSpn: accounts.set_spn,
    verb.SetFlag: accounts.set_flag,
    verb.SetOsVersion: accounts.set_os_version,
    verb.SetUpn: accounts.set_upn,
    verb.RenameAccount: accounts.rename_account,
    verb.CreateAccount: accounts.create_account,
    verb.DeleteAccount: accounts.delete_account,
    verb.Replicate: domains.replicate,
    verb.RaiseFunctionalLevel: domains.raise_functional_level,
    verb.RotateKrbtgt: passwords.rotate_krbtgt,
    verb.RotateTrustPassword: passwords.rotate_trust_password,
    verb.PromoteDc: domains.promote_dc,
    verb.DemoteDc: domains.demote_dc,
    verb.RestartKdc: domains.restart_kdc,
    verb.RebootDc: domains.reboot_dc,
    verb.InstallCumulativeUpdate: domains.install_cumulative_update,
    verb.Wait: administration.wait,
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
        kdcs_started=effect.kdcs_started,
    )
    return effect.world, record
