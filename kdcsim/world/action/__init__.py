"""Action: the verbs of a story, as frozen data.

A host is named by its name, a logon session by its LUID (``0x3e7``), a service by ``HOST/service``, a DC by its name.
Only `kdcsim.world.advance` plays them. A change of the directory at a named ``dc`` stays there until the DCs replicate;
without a ``dc`` it is everywhere at once.
"""

from __future__ import annotations

from kdcsim.world.action.account import (
    FLAGS,
    ChangeMachinePassword,
    ChangePassword,
    CreateAccount,
    DeleteAccount,
    HashOnlyReset,
    RenameAccount,
    SetFlag,
    SetOsVersion,
    SetSpn,
    SetSupportedEtypes,
    SetUpn,
)
from kdcsim.world.action.connection import Connect, ConnectAnonymously
from kdcsim.world.action.domain import (
    DemoteDc,
    InstallCumulativeUpdate,
    PromoteDc,
    RaiseFunctionalLevel,
    RebootDc,
    Replicate,
    RestartKdc,
    RotateKrbtgt,
    RotateTrustPassword,
)
from kdcsim.world.action.host import (
    Boot,
    ExportKeytab,
    RemoveKeytab,
    RestoreSnapshot,
    SetServiceAccount,
    StartService,
    StopService,
)
from kdcsim.world.action.machine import ClockSkew, DeleteRegistry, InstallUpdate, SetRegistry
from kdcsim.world.action.moment import Wait
from kdcsim.world.action.session import Authenticate, LogOff, LogOn, PurgeTickets, RequestTicket, RunAs, user_luid

__all__ = [
    "FLAGS",
    "Action",
    "Authenticate",
    "Boot",
    "ChangeMachinePassword",
    "ChangePassword",
    "ClockSkew",
    "Connect",
    "ConnectAnonymously",
    "CreateAccount",
    "DeleteAccount",
    "DeleteRegistry",
    "DemoteDc",
    "ExportKeytab",
    "HashOnlyReset",
    "InstallCumulativeUpdate",
    "InstallUpdate",
    "LogOff",
    "LogOn",
    "PromoteDc",
    "PurgeTickets",
    "RaiseFunctionalLevel",
    "RebootDc",
    "RemoveKeytab",
    "RenameAccount",
    "Replicate",
    "RequestTicket",
    "RestartKdc",
    "RestoreSnapshot",
    "RotateKrbtgt",
    "RotateTrustPassword",
    "RunAs",
    "SetFlag",
    "SetOsVersion",
    "SetRegistry",
    "SetServiceAccount",
    "SetSpn",
    "SetSupportedEtypes",
    "SetUpn",
    "StartService",
    "StopService",
    "Wait",
    "user_luid",
]

Action = (
    Boot
    | StartService
    | StopService
    | SetServiceAccount
    | ExportKeytab
    | RemoveKeytab
    | RestoreSnapshot
    | SetRegistry
    | DeleteRegistry
    | InstallUpdate
    | ClockSkew
    | LogOn
    | RunAs
    | LogOff
    | Authenticate
    | RequestTicket
    | PurgeTickets
    | Connect
    | ConnectAnonymously
    | ChangePassword
    | ChangeMachinePassword
    | HashOnlyReset
    | SetSupportedEtypes
    | SetSpn
    | SetFlag
    | SetOsVersion
    | SetUpn
    | RenameAccount
    | CreateAccount
    | DeleteAccount
    | Replicate
    | RaiseFunctionalLevel
    | RotateKrbtgt
    | RotateTrustPassword
    | PromoteDc
    | DemoteDc
    | RestartKdc
    | RebootDc
    | InstallCumulativeUpdate
    | Wait
)
"""Every verb."""
