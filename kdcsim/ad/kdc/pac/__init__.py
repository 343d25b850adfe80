"""PAC: the privilege attribute certificate that a KDC puts into tickets (MS-PAC).

Law of the room: deterministic. What an account says is written once and kept; times and signatures are spliced in.
"""

from kdcsim.ad.kdc.pac.container import Buffers, join, split
from kdcsim.ad.kdc.pac.contents import (
    client_of,
    delegated,
    first_buffers,
    requestor_of,
    service_buffers,
    unsigned,
    user_buffers,
    was_requested,
)
from kdcsim.ad.kdc.pac.level import PacLevel, pac_level
from kdcsim.ad.kdc.pac.signing import (
    Layout,
    PacKeys,
    has_signature,
    lay_out,
    sign,
    signed,
    verify_full,
    verify_kdc,
    verify_server,
    verify_ticket,
)

__all__ = [
    "Buffers",
    "Layout",
    "PacKeys",
    "PacLevel",
    "client_of",
    "delegated",
    "first_buffers",
    "has_signature",
    "join",
    "lay_out",
    "pac_level",
    "requestor_of",
    "service_buffers",
    "sign",
    "signed",
    "split",
    "unsigned",
    "user_buffers",
    "verify_full",
    "verify_kdc",
    "verify_server",
    "verify_ticket",
    "was_requested",
]
