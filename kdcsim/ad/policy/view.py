"""KdcView: what one running KDC believes - its build, its level, and the settings as it has read them."""

from __future__ import annotations

from dataclasses import dataclass, field

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.policy.fact import fact
from kdcsim.ad.policy.generation import Enforcement, Generation
from kdcsim.ad.supported import AES
from kdcsim.reason import Fact

LEVEL_2008 = 3
"""Functional levels as msDS-Behavior-Version counts them: 0 = 2000, 2 = 2003, 3 = 2008 ... (MS-ADTS 6.1.4.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KdcView:
    """One KDC. Below the line stands what follows from the rest; it is worked out once, for a sweep reads it often.

    ``domain_default`` is DefaultDomainSupportedEncTypes under Services\\Kdc, ``domain_default_policies`` the same name
    under the policy path (Server 2025 may read it there); on Samba it is "kdc default domain supported enctypes".
    ``forced_rc4_session`` is Samba's "kdc force enable rc4 weak session keys".
    """

    name: str
    generation: Generation
    functional_level: int = LEVEL_2008
    domain_default: int | None = None
    domain_default_policies: int | None = None
    filter_policies: int | None = None
    filter_lsa: int | None = None
    phase: int | None = None
    use_requested: bool = False
    forced_rc4_session: bool = False
    extra_log_level: int = 2
    assumptions: Assumptions = field(default_factory=Assumptions)

    enforced: bool = field(init=False, compare=False, repr=False)
    """Whether the removal of RC4 as a default is in force here (KB5073381)."""
    filter: int | None = field(init=False, compare=False, repr=False)
    """The SupportedEncryptionTypes in force: the policy path, else the Lsa path where this build reads it."""
    enabled: int = field(init=False, compare=False, repr=False)
    """The etype bits this KDC works with at all."""
    configured_default: int | None = field(init=False, compare=False, repr=False)
    """The DefaultDomainSupportedEncTypes that counts here; None when none is set, or none is listened to."""

    def __post_init__(self) -> None:
        """Work out what follows from build and settings."""
        g = self.generation
        lsa = self.filter_lsa if g.reads_lsa_filter else None
        allowed = self.filter_policies if g.reads_filter else None
        allowed = lsa if allowed is None else allowed
        for name, value in (
            ("enforced", self._enforcing()),
            ("filter", allowed),
            ("enabled", g.enabled if allowed is None else allowed & g.implemented),
        ):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "configured_default", self._default_that_counts())

    @property
    def default_supported(self) -> int:
        """What this build assumes of an account that declares nothing, before DefaultDomainSupportedEncTypes."""
        return AES if self.enforced else self.generation.default_supported

    @property
    def knows_etype_info2(self) -> bool:
        """Whether hints go out as ETYPE-INFO2."""
        return self.generation.knows_etype_info2 or self.assumptions["hint-format-2003"] == "etype-info2"

    @property
    def tells_by_request(self) -> bool:
        """Whether events 14 and 16 stand for 'an etype that was asked is known here', not for 'a key would help'."""
        reading = self.assumptions["refused-ticket-event"]
        return reading == "by-request" or (reading == "by-build" and self.generation.knows_phase)

    @property
    def default_in_registry(self) -> int | None:
        """The DefaultDomainSupportedEncTypes at the path that this build reads, heeded or not."""
        if self.generation.disputed_default_path and self.assumptions["domain-default-path-on-2025"] == "policies":
            return self.domain_default_policies
        return self.domain_default

    def fact(self, what: str, value: object) -> Fact:
        """Name a fact of this DC."""
        return fact("dc", self.name, what, str(value))

    def _enforcing(self) -> bool:
        if self.generation.disputed_enforcement and self.assumptions["enforcement-on-2025"] == "unchanged":
            return False
        match self.generation.enforcement:
            case Enforcement.ALWAYS:
                return True
            case Enforcement.UNLESS_ROLLED_BACK:
                return self.phase in (None, 2)
            case Enforcement.ON_REQUEST:
                return self.phase == 2
            case _:
                return False

    def _default_that_counts(self) -> int | None:
        if not self.generation.reads_domain_default:
            return None
        if self.enforced and self.assumptions["domain-default-when-enforced"] == "ignored":
            return None
        return self.default_in_registry
