"""KDC: bytes in, `Exchange` out.

The KDC meets a host only in bytes; it judges with `kdcsim.ad.policy` and seals with real keys.
"""

from kdcsim.ad.kdc.again import Again
from kdcsim.ad.kdc.answer import answer, handled
from kdcsim.ad.kdc.kdc import SKEW_SECONDS, Kdc
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.ad.kdc.refusal import field_too_long, too_big

__all__ = ["SKEW_SECONDS", "Again", "Kdc", "Quirk", "answer", "field_too_long", "handled", "too_big"]
