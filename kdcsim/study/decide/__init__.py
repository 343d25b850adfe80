"""Decide: what a logon, a ticket request or a connection would come to, by decisions alone - nothing is sealed.

Law of the room: it asks the same policy in the same order as host and KDC do, compares keys instead of trying them,
and changes no world. What it cannot foresee (referrals, forwarding) it plays for real. A property test holds it equal
to `kdcsim.world.advance`.
"""

from kdcsim.study.decide.foresee import Foreseeable, foresee
from kdcsim.study.decide.pairs import Client, Pair, Service, clients_of, logons_of, pairs_of, services_of

__all__ = ["Client", "Foreseeable", "Pair", "Service", "clients_of", "foresee", "logons_of", "pairs_of", "services_of"]
