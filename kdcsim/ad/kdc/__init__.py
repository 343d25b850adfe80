"""KDC: bytes in, `Exchange` out.

The KDC meets a host only in bytes; it judges with `kdcsim.ad.policy` and seals with real keys.
"""

from kdcsim.ad.kdc.answer import answer
from kdcsim.ad.kdc.kdc import Kdc

__all__ = ["Kdc", "answer"]
