"""Settings: registry values of hosts and DCs, where they live, and when they are read."""

from kdcsim.ad.settings.registry import (
    CATALOGUE,
    DEFAULT_DOMAIN_SUPPORTED,
    DEFAULT_DOMAIN_SUPPORTED_POLICIES,
    DEFAULT_ENCRYPTION_TYPE,
    FILTER_LSA,
    FILTER_POLICIES,
    KDC_EXTRA_LOG_LEVEL,
    KDC_USE_REQUESTED,
    LOG_LEVEL,
    RC4_PHASE,
    SAMBA_DEFAULT,
    SAMBA_FORCED_RC4,
    ReadWhen,
    Registry,
    Setting,
    find,
)

__all__ = [
    "CATALOGUE",
    "DEFAULT_DOMAIN_SUPPORTED",
    "DEFAULT_DOMAIN_SUPPORTED_POLICIES",
    "DEFAULT_ENCRYPTION_TYPE",
    "FILTER_LSA",
    "FILTER_POLICIES",
    "KDC_EXTRA_LOG_LEVEL",
    "KDC_USE_REQUESTED",
    "LOG_LEVEL",
    "RC4_PHASE",
    "SAMBA_DEFAULT",
    "SAMBA_FORCED_RC4",
    "ReadWhen",
    "Registry",
    "Setting",
    "find",
]
