"""Verbs for machines: hosts start, services run, registries, updates and clocks change; and time passes."""

from __future__ import annotations

from kdcsim.scenario.vocabulary.kind import ListOf, Text, Truth, Whole
from kdcsim.scenario.vocabulary.moment import Clock, Duration, written
from kdcsim.scenario.vocabulary.named import RunsAs
from kdcsim.scenario.vocabulary.verb import (
    A_PASSWORD,
    HOST,
    SERVICE,
    VIA,
    Verb,
    action,
    key,
    on,
    placed,
    verb,
    whose,
)
from kdcsim.scenario.vocabulary.windows import DWORD, KB, Etype, RegistryName

REGISTRY_NAME = key("name", RegistryName(), "a setting, or a full path", "DefaultEncryptionType", required=True)
WHICH_HOST = key("host", HOST, "which host", "HUB-1", required=True)
KVNO = Whole(0, 0xFFFFFFFF, "a key version number")

MACHINE_VERBS: tuple[Verb, ...] = (
    verb(
        action.Boot,
        "Start a host: sessions, keys and tickets are made anew, and its services start.",
        lambda a: a.host,
        WHICH_HOST,
        VIA,
        shorthand="host",
    ),
    verb(
        action.StartService,
        "Start a service under the account it is set to.",
        lambda a: f"{a.host}/{a.service}",
        SERVICE,
        shorthand="service",
        make=placed(action.StartService),
    ),
    verb(
        action.StopService,
        "Stop a service.",
        lambda a: f"{a.host}/{a.service}",
        SERVICE,
        shorthand="service",
        make=placed(action.StopService),
    ),
    verb(
        action.SetServiceAccount,
        "Set the account that a service runs as, and start it again.",
        lambda a: f"{a.host}/{a.service}",
        SERVICE,
        key("runs_as", RunsAs(), "the new account", "LocalSystem", required=True, feeds="account"),
        key("password", A_PASSWORD, "the password of an account of the domain", "Pa$$w0rd"),
        make=placed(action.SetServiceAccount),
    ),
    verb(
        action.ExportKeytab,
        "Give a service a keytab, as ktpass, ktutil or msktutil make one. No KDC sees what is in it.",
        lambda a: f"{a.host}/{a.service} {a.account}",
        SERVICE,
        whose("whose keys; a computer's ends with $"),
        key("password", A_PASSWORD, "the password typed into the tool; without one, the directory's keys are taken"),
        key(
            "salt",
            Text("a salt"),
            "the salt that the tool guessed, or was told; the right one if nothing is said",
            "CONTOSO.COMsvc_web",
        ),
        key("etypes", ListOf(Etype(), single=True), "which keys; AES256, AES128 and RC4 if nothing is said", "[RC4]"),
        key("kvno", KVNO, "the version written beside them; the account's own if nothing is said", "2"),
        key("keep", Truth(), "true: the keytab's older entries stay behind the new ones", "true"),
        key("named", Truth(), "true: the service asks the keytab for this name and version alone", "true"),
        VIA,
        make=placed(action.ExportKeytab),
    ),
    verb(
        action.RemoveKeytab,
        "Take a service's keytab away: it works with the keys of the account it is set to.",
        lambda a: f"{a.host}/{a.service}",
        SERVICE,
        shorthand="service",
        make=placed(action.RemoveKeytab),
    ),
    verb(
        action.RestoreSnapshot,
        "Put a host back to a snapshot; it is off then. The directory knows nothing of it.",
        lambda a: a.host,
        WHICH_HOST,
        key("changes", Whole(1, 1000), "how many machine passwords ago it was taken; one if nothing is said", "2"),
        shorthand="host",
    ),
    verb(
        action.SetRegistry,
        "Set a REG_DWORD.",
        lambda a: f"{a.machine} {a.name}",
        on("on which machine"),
        REGISTRY_NAME,
        key("value", DWORD, "the value", "23", required=True),
    ),
    verb(
        action.DeleteRegistry,
        "Delete a registry value.",
        lambda a: f"{a.machine} {a.name}",
        on("on which machine"),
        REGISTRY_NAME,
    ),
    verb(
        action.InstallUpdate,
        "Install an update; a machine it was not built for refuses it.",
        lambda a: f"{a.machine} {a.kb}",
        on("on which machine"),
        key("kb", KB, "which update", "KB2566059", required=True),
    ),
    verb(
        action.ClockSkew,
        "Set the clock of a host or a DC wrong, or right again.",
        lambda a: a.machine,
        on("on which machine"),
        key("clock", Clock(), "how far it is wrong", "10 min ahead", required=True, feeds="seconds"),
    ),
    verb(
        action.Wait,
        "Let time pass.",
        lambda a: written(a.seconds),
        key("time", Duration(), "how long", "10 h", required=True, feeds="seconds"),
        shorthand="time",
    ),
)
