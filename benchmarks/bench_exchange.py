"""Measure a whole login - pre-authenticated AS, TGS and a mutual AP exchange, all parties - against straight impacket.

Both sides do the same work in memory: client, KDC and service build, seal, open and check every message, AES256
throughout, with a PAC in each ticket. The ratio matters, not the times.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from statistics import median

from benchmarks.impacket_login import ImpacketLogin
from kdcsim.ad.directory import AccountKind
from kdcsim.ad.host.acceptor import Acceptor, accept
from kdcsim.ad.host.client import Client
from kdcsim.ad.host.requests import ap_req, as_req, tgs_req
from kdcsim.ad.host.session import CachedTicket, LogonSession, SessionKey
from kdcsim.ad.kdc import answer
from kdcsim.chance import Chance
from kdcsim.krb5.crypto import string_to_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import ApRep, EncApRepPart, EncKdcRepPart, KdcRep, decode
from kdcsim.krb5.principal import PrincipalName
from kdcsim.krb5.sealing import unseal
from kdcsim.world.found import found
from kdcsim.world.network import kdc_of
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, WorldPlan
from kdcsim.world.state import MICRO

START = 1_349_870_400
ETYPES = (18, 17, 23)
SPN = "HOST/web.example.com"
OPTIONS = 0x40810000


class OurLogin:
    """The same login on our own rooms."""

    def __init__(self) -> None:
        accounts = (
            AccountPlan(name="alice", password="Pa$$w0rd"),
            AccountPlan(name="web", kind=AccountKind.COMPUTER, password="machine", spns=(SPN,), supported_etypes=0x18),
        )
        domain = DomainPlan(
            dns="example.com", netbios="EXAMPLE", level="2008", dcs=(DcPlan(name="DC", os="2008R2"),), accounts=accounts
        )
        host = HostPlan(name="PC", os="7", domain="example.com")
        self.world = found(WorldPlan(start=START, domains=(domain,), hosts=(host,)), seed=1)
        self.kdc = kdc_of(self.world, self.world.dc("DC"))
        self.user = _session("alice", string_to_key(18, "Pa$$w0rd", "EXAMPLE.COMalice"))
        service = _session("web$", string_to_key(18, "machine", "EXAMPLE.COMhostweb.example.com"))
        self.acceptor = Acceptor(session=service, holder="web", seen=frozenset())
        self.numbers = count()

    def __call__(self) -> None:
        """Log on, get a ticket, show it, check the answer."""
        chance = Chance(seed=1).at(str(next(self.numbers)))
        view = self.world.host("PC").view(self.world.assumptions)
        client = Client(session=self.user, view=view, now=self.world.now, chance=chance)
        request = as_req(client, ETYPES, 18, "first")
        tgt = self._ticket(request.data, self.user.keys[0].key, 3, chance.at("as"))
        service = PrincipalName(components=tuple(SPN.split("/")))
        asked = tgs_req(client, tgt, service, ETYPES, "tgs", OPTIONS, None)
        ticket = self._ticket(asked.data, tgt.session_key, 8, chance.at("tgs"))
        shown = ap_req(client, ticket, chance, mutual=True)
        taken = accept(self.acceptor, shown.data, now=self.world.now, chance=chance)
        part = unseal(EncApRepPart, decode(ApRep, taken.reply).enc_part, ticket.session_key, 12)
        assert (part.ctime, part.cusec) == (shown.ctime, shown.cusec)

    def _ticket(self, request: bytes, key: Key, usage: int, chance: Chance) -> CachedTicket:
        exchange = answer(self.kdc, request, now=self.world.now, chance=chance, client_address="10.0.0.1")
        reply = decode(KdcRep, exchange.reply)
        part = unseal(EncKdcRepPart, reply.enc_part, key, usage)
        return CachedTicket(
            server="/".join(part.sname.components),
            server_realm=part.srealm,
            client="alice",
            client_realm=reply.crealm,
            ticket=reply.ticket,
            session_key=part.key,
            flags=part.flags,
            auth_time=part.authtime * MICRO,
            start_time=part.authtime * MICRO,
            end_time=part.endtime * MICRO,
            renew_till=None,
            kdc_called="DC",
        )


def _session(name: str, key: Key) -> LogonSession:
    fixed = (SessionKey(key=key, salt=None, salt_rule=""),)
    session = LogonSession(
        luid=1, name=name, sid="", logon_type="", account=name, realm="EXAMPLE.COM", fixed_keys=fixed
    )
    return session.rederived()


def microseconds(action: Callable[[], object], rounds: int, repeats: int = 7) -> float:
    """Return the median over ``repeats`` of the process CPU time of one call."""
    samples = []
    for _ in range(repeats):
        start = time.process_time()
        for _ in range(rounds):
            action()
        samples.append((time.process_time() - start) / rounds * 1e6)
    return median(samples)


def main() -> None:
    """Print both figures and their ratio."""
    ours, theirs = OurLogin(), ImpacketLogin(START)
    ours()
    theirs()
    mine, his = microseconds(ours, 200), microseconds(theirs, 5)
    print(f"{'AS + TGS + mutual AP':<24}{'ours':>12}{'impacket':>14}{'ratio':>10}")
    print(f"{'CPU microseconds':<24}{mine:>12.0f}{his:>14.0f}{his / mine:>9.1f}x")


if __name__ == "__main__":
    main()
