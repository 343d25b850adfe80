"""Registry: the REG_DWORD values that move Kerberos, with their paths and the moment they are read.

A value at a path that nobody reads is kept, shown, and does nothing: that is what happens to administrators too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LSA = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\Kerberos\Parameters"
POLICIES = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters"
KDC = r"HKLM\SYSTEM\CurrentControlSet\Services\Kdc"
SMB_CONF = "smb.conf"
"""Samba has no registry for these: the [global] section of its own file, under the names that stand there."""


class ReadWhen(StrEnum):
    """When a value is read: it decides why setting it may change nothing yet."""

    LIVE = "at each request"
    KDC_START = "when the KDC starts"
    LSA = "by LSA at each request, unless the assumption registry-reload says boot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One value that something reads: a ``kdc``, a ``client``, or both. ``values`` are all that it can be, if few.

    ``read`` is when a KDC reads it, or a client where no KDC does; a client reads what it reads as LSA does.
    """

    name: str
    path: str
    read: ReadWhen
    sentence: str
    source: str
    kdc: bool = True
    client: bool = False
    values: tuple[int, ...] = ()

    def read_on(self, *, dc: bool) -> str:
        """When a DC's KDC, or else a member, reads it: words that go on after "read"."""
        if dc:
            return self.read if self.kdc else "by no KDC: it is for clients"
        return ReadWhen.LSA if self.client else "by nothing on a member: it is for DCs"

    @property
    def full(self) -> str:
        """The path and the name, as Microsoft spells them."""
        return f"{self.path}\\{self.name}"

    @property
    def smb_conf(self) -> bool:
        """Whether it stands in Samba's own file."""
        return self.path == SMB_CONF

    @property
    def key(self) -> str:
        """The form under which a `Registry` holds it: registry names ignore case."""
        return self.full.lower()


DEFAULT_ENCRYPTION_TYPE = Setting(
    name="DefaultEncryptionType",
    path=LSA,
    read=ReadWhen.LSA,
    sentence="the etype a client pre-authenticates with; non-zero overrides policy and OS default",
    source="KB837361; Microsoft Q&A 222130; no effect on a KDC at any path: StrongWind1 lab notes",
    kdc=False,
    client=True,
)
LOG_LEVEL = Setting(
    name="LogLevel",
    path=LSA,
    read=ReadWhen.LSA,
    sentence="non-zero: every Kerberos client error goes to the System log as event 3",
    source="KB837361",
    kdc=False,
    client=True,
)
FILTER_LSA = Setting(
    name="SupportedEncryptionTypes",
    path=LSA,
    read=ReadWhen.KDC_START,
    sentence="etypes this computer may use; passed over when the policy path holds a value, dead on Server 2025",
    source="StrongWind1 lab notes, registry.md (Server 2022)",
    client=True,
)
FILTER_POLICIES = Setting(
    name="SupportedEncryptionTypes",
    path=POLICIES,
    read=ReadWhen.KDC_START,
    sentence="the policy 'Configure encryption types allowed for Kerberos'",
    source="KB977321; StrongWind1 lab notes (read at KDC start)",
    client=True,
)
RC4_PHASE = Setting(
    name="RC4DefaultDisablementPhase",
    path=POLICIES,
    read=ReadWhen.KDC_START,
    sentence="how far the removal of RC4 as a default has gone on this DC: 0 not at all, 1 with warnings, 2 wholly",
    source="KB5073381",
    values=(0, 1, 2),
)
DEFAULT_DOMAIN_SUPPORTED = Setting(
    name="DefaultDomainSupportedEncTypes",
    path=KDC,
    read=ReadWhen.LIVE,
    sentence="what the KDC assumes of an account without msDS-SupportedEncryptionTypes",
    source="KB5021131",
)
KDC_USE_REQUESTED = Setting(
    name="KdcUseRequestedEtypesForTickets",
    path=KDC,
    read=ReadWhen.LIVE,
    sentence="non-zero: the ticket etype follows the client's list instead of the account",
    source="KB961302; StrongWind1 lab notes",
)
KDC_EXTRA_LOG_LEVEL = Setting(
    name="KdcExtraLogLevel",
    path=KDC,
    read=ReadWhen.LIVE,
    sentence="0x10 audits etype errors, 0x1 unknown SPNs; default 2",
    source="KB837361",
)

DEFAULT_DOMAIN_SUPPORTED_POLICIES = Setting(
    name="DefaultDomainSupportedEncTypes",
    path=POLICIES,
    read=ReadWhen.LIVE,
    sentence="the same name at the policy path, where Server 2025 may read it (see domain-default-path-on-2025)",
    source="a slide deck of 2026-08; Microsoft did not test 2025",
)
"""Not in the catalogue: a bare DefaultDomainSupportedEncTypes means the one under Services\\Kdc."""
SAMBA_DEFAULT = Setting(
    name="kdc default domain supported enctypes",
    path=SMB_CONF,
    read=ReadWhen.LIVE,
    sentence="what Samba's KDC assumes of an account without msDS-SupportedEncryptionTypes",
    source="smb.conf(5)",
)
SAMBA_FORCED_RC4 = Setting(
    name="kdc force enable rc4 weak session keys",
    path=SMB_CONF,
    read=ReadWhen.LIVE,
    sentence="non-zero: Samba's KDC gives RC4 session keys even to services that declare only AES, as Windows did",
    source="smb.conf(5)",
)

CATALOGUE: tuple[Setting, ...] = (
    DEFAULT_ENCRYPTION_TYPE,
    LOG_LEVEL,
    FILTER_LSA,
    FILTER_POLICIES,
    RC4_PHASE,
    DEFAULT_DOMAIN_SUPPORTED,
    KDC_USE_REQUESTED,
    KDC_EXTRA_LOG_LEVEL,
    SAMBA_DEFAULT,
    SAMBA_FORCED_RC4,
)

_ABBREVIATIONS = (("hkey_local_machine\\", "hklm\\"), ("hklm:\\", "hklm\\"))


def find(name: str) -> Setting | None:
    """Find a setting by bare name (if only one has it) or by full path; None when nothing reads that path."""
    wanted = normal(name)
    full = [each for each in CATALOGUE if each.key == wanted]
    bare = [each for each in CATALOGUE if each.name.lower() == wanted]
    matches = full or bare
    return matches[0] if len(matches) == 1 else None


def normal(name: str) -> str:
    """Fold case and the long spelling of the hive."""
    low = name.strip().lower().replace("/", "\\")
    for long, short in _ABBREVIATIONS:
        if low.startswith(long):
            return short + low[len(long) :]
    return low


@dataclass(frozen=True, slots=True)
class Registry:
    """The REG_DWORD values of one machine, by normalised full path."""

    values: Mapping[str, int] = field(default_factory=dict)

    def get(self, setting: Setting) -> int | None:
        """Read a value; None when it is absent, which is never the same as 0."""
        return self.values.get(setting.key)

    def with_value(self, name: str, value: int) -> Registry:
        """Set a value by setting name or full path."""
        return Registry({**self.values, _key(name): value})

    def without(self, name: str) -> Registry:
        """Delete a value; deleting what is not there changes nothing."""
        key = _key(name)
        return Registry({k: v for k, v in self.values.items() if k != key})


def _key(name: str) -> str:
    setting = find(name)
    return setting.key if setting else normal(name)
