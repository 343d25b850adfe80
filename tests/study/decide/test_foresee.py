"""What is foreseen is what happens: one small estate, and every way in which a logon or a connection can end there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from kdcsim.ad.host.session import LOCAL_SERVICE, LOCAL_SYSTEM, NETWORK_SERVICE
from kdcsim.ad.settings import FILTER_POLICIES, KDC_USE_REQUESTED
from kdcsim.study.decide import Foreseeable, foresee
from kdcsim.testing.agreement import disagreements
from kdcsim.world.action import (
    Action,
    Authenticate,
    Boot,
    ChangeMachinePassword,
    ChangePassword,
    ClockSkew,
    CreateAccount,
    DeleteAccount,
    DeleteRegistry,
    ExportKeytab,
    LogOn,
    PurgeTickets,
    RenameAccount,
    RequestTicket,
    RestartKdc,
    RotateKrbtgt,
    RunAs,
    SetFlag,
    SetRegistry,
    SetSpn,
    SetUpn,
    StopService,
    Wait,
    user_luid,
)
from kdcsim.world.advance import advance
from kdcsim.world.found import found
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, MessagePlan, WorldPlan
from kdcsim.world.record import Record
from kdcsim.world.state import World
from tests.world.estates import WEB_SPN, browse, corp, cross, two_realms

PC, WEB = Boot(host="PC"), Boot(host="WEB")
PASSWORD = "alice-Pa$$w0rd"
FRESH = PurgeTickets(host="PC", session=LOCAL_SYSTEM)
LOGON = Authenticate(host="PC", session=LOCAL_SYSTEM)
ALICE = user_luid("PC", "alice")
POLICY = FILTER_POLICIES.full
AES_ONLY, RC4_ONLY = 0x18, 0x4
BROWSE = browse()
MAIL = MessagePlan(name="mail", lies_in="Drafts", goes_to="Inbox")
TWENTY_MINUTES = 20 * 60


@dataclass(frozen=True, kw_only=True)
class Case:
    """A world, what was done in it, what is tried then, and how that ends."""

    done: tuple[Action, ...] = ()
    tried: Foreseeable = BROWSE
    ends: str
    error: int | None = None
    exchanges: str = "TGS"
    """The exchanges with a KDC, each with its error."""
    plan: WorldPlan | None = None
    started: tuple[Action, ...] = (PC, WEB)
    played: bool = False
    """Whether decisions do not suffice, so that it is played for real."""


def estate(**changed: object) -> WorldPlan:
    """The estate with a Windows web server and a message."""
    plan = corp(**{"web_os": "2022", "two_dcs": True, **changed})  # type: ignore[arg-type]
    return replace(plan, messages=(MAIL,))


def bob(**told: object) -> tuple[AccountPlan]:
    """One more account, whose password is ``right``."""
    return (AccountPlan(name="bob", password="right", **told),)  # type: ignore[arg-type]


def beside_another() -> WorldPlan:
    """The estate after another domain, with which there is no trust, but a name in common."""
    plan, told = estate(), AccountPlan(name="svc-else", password="e", spns=("HTTP/extra",))
    dc = DcPlan(name="DC0", os="2022", update="2022-11")
    other = DomainPlan(dns="else.example", netbios="ELSE", level="2016", dcs=(dc,), accounts=(told,))
    return replace(plan, domains=(other, *plan.domains))


def as_user(name: str, password: str = "right") -> RunAs:
    """A program that runs as somebody; nothing is proven yet."""
    return RunAs(host="PC", user=name, password=password, net_only=True)


def logon_of(name: str) -> Authenticate:
    """The logon of such a program."""
    return Authenticate(host="PC", session=user_luid("PC", name))


def at(dc: str, tried: Foreseeable = LOGON) -> Foreseeable:
    """The same, asked of one DC."""
    return replace(tried, dc=dc)


def ticket(spn: str | None, **told: object) -> RequestTicket:
    """A ticket is asked for, and not shown."""
    return RequestTicket(host="PC", session=LOCAL_SYSTEM, spn=spn, **told)  # type: ignore[arg-type]


def filtered(dc: str, mask: int) -> tuple[Action, ...]:
    """A DC is set to work with some etypes only."""
    return SetRegistry(machine=dc, name=POLICY, value=mask), RestartKdc(dc=dc)


def rotated(times: int, dc: str | None = None) -> tuple[Action, ...]:
    """The password of krbtgt is changed so often."""
    return (RotateKrbtgt(domain="corp.example", dc=dc),) * times


def flagged(flag: str, account: str = "PC$") -> SetFlag:
    """An account gets a flag."""
    return SetFlag(account=account, flag=flag)


UNDONE = ChangeMachinePassword(host="PC", dc="DC2")
"""A change of the machine password that DC1 has not heard of."""
RENAMED = (LogOn(host="PC", user="alice", password=PASSWORD), RenameAccount(account="alice", to="alicia"))
CARRIES = replace(browse(), message="mail")

CONNECTIONS: dict[str, Case] = {
    "by a ticket that a TGT is there for": Case(ends="accepted"),
    "by a ticket in the cache": Case(done=(browse(),), ends="accepted", exchanges=""),
    "by the name of the host": Case(
        plan=estate(web_account="NetworkService"), tried=replace(browse(), spn=None), ends="accepted"
    ),
    "to itself, learning its salt on the way": Case(
        plan=estate(web_account="NetworkService"),
        done=(
            SetRegistry(machine="WEB", name="DefaultEncryptionType", value=23),
            WEB,
            DeleteRegistry(machine="WEB", name="DefaultEncryptionType"),
            PurgeTickets(host="WEB", session=NETWORK_SERVICE),
        ),
        tried=replace(browse(), host="WEB", session=NETWORK_SERVICE, spn=None),
        ends="accepted",
        exchanges="AS 25, AS, TGS",
    ),
    "without a proof of the service": Case(tried=replace(browse(), mutual=False), ends="accepted"),
    "with nothing in the cache": Case(done=(FRESH,), ends="accepted", exchanges="AS 25, AS, TGS"),
    "after the TGT has run out": Case(done=(Wait(seconds=36_001),), ends="accepted", exchanges="AS 25, AS, TGS"),
    "by a tool that adds the session's etype": Case(
        plan=estate(client_os="impacket"), done=(FRESH,), ends="accepted", exchanges="AS 25, AS, TGS"
    ),
    "from a host of 2003": Case(
        plan=estate(client_os="2003"), done=(FRESH,), ends="accepted", exchanges="AS, TGS"
    ),
    "with a message": Case(tried=CARRIES, ends="accepted"),
    "with a message that is refused": Case(
        done=(ChangePassword(account="svc-web", password="new"),), tried=CARRIES, ends="refused", error=41
    ),
    "with a message, and no logon": Case(
        done=(flagged("disabled"), FRESH), tried=CARRIES, ends="refused", error=18, exchanges="AS 18"
    ),
    "with a message, and no such SPN": Case(
        tried=replace(CARRIES, spn="HTTP/nobody"), ends="refused", error=7, exchanges="TGS 7"
    ),
    "with a message, to a service that is stopped": Case(
        done=(StopService(host="WEB", service="httpd"),), tried=CARRIES, ends="impossible", exchanges=""
    ),
    "to a service that is stopped, at a DC that is not there": Case(
        done=(StopService(host="WEB", service="httpd"),), tried=at("DC7", BROWSE), ends="impossible", exchanges=""
    ),
    "to a service that is not there": Case(
        tried=replace(browse(), to_service="ftpd"), ends="impossible", exchanges=""
    ),
    "to a host that is off": Case(started=(PC,), ends="impossible", exchanges=""),
    "from a host that is off": Case(started=(WEB,), ends="impossible", exchanges=""),
    "as nobody": Case(tried=browse(session=LOCAL_SERVICE), ends="impossible", exchanges=""),
    "from a session that is not there": Case(tried=browse(session=0x1234), ends="impossible", exchanges=""),
    "from a session that is not there, at a DC that is not there": Case(
        tried=browse(session=0x1234, dc="DC7"), ends="impossible", exchanges=""
    ),
    "to a service that has no key of the etype": Case(
        plan=estate(web_account="LocalService"), tried=replace(browse(), spn=None), ends="refused", error=45
    ),
    "to a service that may not open the etype": Case(
        done=(SetRegistry(machine="WEB", name=POLICY, value=RC4_ONLY), WEB), ends="refused", error=41
    ),
    "to a keytab": Case(
        done=(ExportKeytab(host="WEB", service="httpd", account="svc-web"),), ends="accepted"
    ),
    "to a keytab of old and new keys": Case(
        done=(
            ExportKeytab(host="WEB", service="httpd", account="svc-web"),
            ExportKeytab(host="WEB", service="httpd", account="svc-web", password="other", keep=True),
        ),
        ends="accepted",
    ),
    "to a keytab's entry of one name": Case(
        done=(ExportKeytab(host="WEB", service="httpd", account="svc-web", named=True),), ends="accepted", played=True
    ),
    "with a clock that is wrong": Case(
        done=(ClockSkew(machine="PC", seconds=400),), ends="refused", error=37, exchanges="TGS 37", played=True
    ),
    "at a DC whose clock is wrong": Case(
        done=(ClockSkew(machine="DC1", seconds=400),), ends="refused", error=37, exchanges="TGS 37", played=True
    ),
    "to a service whose clock is wrong": Case(
        done=(ClockSkew(machine="WEB", seconds=400),), ends="refused", error=37, played=True
    ),
    "from a domain beside another one": Case(
        plan=beside_another(), done=(SetSpn(account="svc-web", add=("HTTP/extra",), dc="DC2"),),
        tried=at("DC2", replace(BROWSE, spn="HTTP/extra")), ends="accepted",
    ),
    "from a domain beside another one that has the same name": Case(
        plan=beside_another(), done=(SetSpn(account="svc-web", add=("HTTP/extra",)),),
        tried=replace(BROWSE, spn="HTTP/extra"), ends="accepted",
    ),
    "at a DC of another domain, whose own answers": Case(
        plan=beside_another(), tried=at("DC0", BROWSE), ends="accepted", played=True
    ),
    "to a service in a trusted domain": Case(
        plan=two_realms(), started=(PC, Boot(host="FILES")), tried=cross(), ends="accepted", exchanges="TGS, TGS",
        played=True,
    ),
}  # fmt: skip
TICKETS: dict[str, Case] = {
    "of a service": Case(tried=ticket(WEB_SPN), ends="issued"),
    "in the cache, in other letters": Case(
        done=(browse(),), tried=ticket(WEB_SPN.upper()), ends="issued", exchanges=""
    ),
    "of a service that nobody knows": Case(tried=ticket("HTTP/nobody"), ends="refused", error=7, exchanges="TGS 7"),
    "of a service that two claim": Case(
        done=(SetSpn(account="alice", add=(WEB_SPN,)),), ends="refused", error=8, exchanges="TGS 8"
    ),
    "of a service that is disabled": Case(
        done=(flagged("disabled", "svc-web"),), ends="refused", error=19, exchanges="TGS 19"
    ),
    "of a user who is no service": Case(tried=ticket("alice"), ends="refused", error=27, exchanges="TGS 27"),
    "of a service without a fitting key": Case(
        done=(flagged("des-only", "svc-web"),), ends="refused", error=14, exchanges="TGS 14"
    ),
    "to be forwarded": Case(tried=ticket(None, forward_to=WEB_SPN), ends="issued", played=True),
    "to be forwarded, whatever else is named": Case(
        tried=ticket("HTTP/nobody", forward_to=WEB_SPN), ends="issued", played=True
    ),
    "of nothing": Case(tried=ticket(None), ends="impossible", exchanges="", played=True),
    "of krbtgt, after a logon": Case(
        done=(FRESH,), tried=ticket("krbtgt/CORP.EXAMPLE"), ends="issued", exchanges="AS 25, AS", played=True
    ),
    "of krbtgt by its short name": Case(tried=ticket("Krbtgt/CORP"), ends="issued", played=True),
    "with a TGT of the password before": Case(done=rotated(1), ends="accepted"),
    "with a TGT of a password that is forgotten": Case(
        done=rotated(3), ends="refused", error=41, exchanges="TGS 41"
    ),
    "with a TGT of a password that is not known yet": Case(
        done=(*rotated(1, "DC2"), FRESH, at("DC2")), tried=at("DC1", browse()), ends="refused", error=41,
        exchanges="TGS 41",
    ),
    "with a TGT that RC4 has sealed": Case(
        done=(*filtered("DC1", RC4_ONLY), FRESH, at("DC1")), tried=at("DC2", browse()), ends="refused", error=60,
        exchanges="TGS 60",
    ),
    "with such a TGT, before November 2021": Case(
        plan=estate(update="rtm"), done=(*filtered("DC1", RC4_ONLY), FRESH, at("DC1")), tried=at("DC2", browse()),
        ends="accepted",
    ),
    "with a TGT whose etype the DC does not work with": Case(
        done=filtered("DC1", RC4_ONLY), ends="refused", error=14, exchanges="TGS 14"
    ),
    "with a TGT that a client's list has sealed": Case(
        plan=estate(client_os="MIT", client_etypes=(23, 18), dc_registry={KDC_USE_REQUESTED.full: 1}),
        done=(DeleteRegistry(machine="DC2", name=KDC_USE_REQUESTED.full),),
        tried=at("DC2", browse()), ends="refused", error=60, exchanges="TGS 60",
    ),
    "after the client was disabled": Case(done=(flagged("disabled"), Wait(seconds=TWENTY_MINUTES)), ends="accepted"),
    "long after the client was disabled": Case(
        done=(flagged("disabled"), Wait(seconds=TWENTY_MINUTES + 1)), ends="refused", error=18, exchanges="TGS 18"
    ),
    "after the client was deleted": Case(
        done=(DeleteAccount(account="PC$"),), ends="refused", error=20, exchanges="TGS 20"
    ),
    "after the user was renamed": Case(
        done=RENAMED, tried=browse(session=ALICE), ends="refused", error=20, exchanges="TGS 20"
    ),
    "after another took the user's name": Case(
        done=(*RENAMED, CreateAccount(domain="corp.example", account=AccountPlan(name="alice", password="x"))),
        tried=browse(session=ALICE), ends="refused", error=20, exchanges="TGS 20",
    ),
    "after the old name became a UPN": Case(
        done=(*RENAMED, SetUpn(account="alicia", upn="alice")), tried=browse(session=ALICE), ends="accepted"
    ),
    "of one who came by a UPN": Case(
        done=(SetUpn(account="alice", upn="a.smith@corp.example"), as_user("a.smith@corp.example", PASSWORD)),
        tried=browse(session=user_luid("PC", "a.smith@corp.example")), ends="accepted", exchanges="AS 25, AS, TGS",
    ),
    "of one who came by a name with the domain": Case(
        done=(LogOn(host="PC", user="alice@corp.example", password=PASSWORD),),
        tried=browse(session=user_luid("PC", "alice@corp.example")), ends="accepted",
    ),
    "of one who came by a UPN to a tool that takes names as they are": Case(
        plan=estate(client_os="impacket"),
        done=(SetUpn(account="alice", upn="a.smith@corp.example"), as_user("a.smith@corp.example", PASSWORD)),
        tried=browse(session=user_luid("PC", "a.smith@corp.example")), ends="accepted", exchanges="AS 25, AS, TGS",
    ),
}  # fmt: skip
LOGONS: dict[str, Case] = {
    "of the machine": Case(tried=LOGON, ends="issued", exchanges="AS 25, AS"),
    "of NetworkService": Case(tried=replace(LOGON, session=NETWORK_SERVICE), ends="issued", exchanges="AS 25, AS"),
    "of nobody": Case(tried=replace(LOGON, session=LOCAL_SERVICE), ends="impossible", exchanges=""),
    "of a session that is not there": Case(tried=replace(LOGON, session=0x1234), ends="impossible", exchanges=""),
    "of nobody, at a DC that is not there": Case(
        tried=at("DC7", replace(LOGON, session=LOCAL_SERVICE)), ends="impossible", exchanges=""
    ),
    "of a host that is off": Case(started=(), tried=LOGON, ends="impossible", exchanges=""),
    "of a keytab, which makes no keys": Case(
        done=(ExportKeytab(host="WEB", service="httpd", account="svc-web"),),
        tried=Authenticate(host="WEB", session=user_luid("WEB", "httpd")), ends="issued", exchanges="AS 25, AS",
    ),
    "of a keytab without the key that the DC replies with": Case(
        done=(
            flagged("no-preauth", "svc-web"),
            ExportKeytab(host="WEB", service="httpd", account="svc-web", etypes=(17,)),
        ),
        tried=Authenticate(host="WEB", session=user_luid("WEB", "httpd")), ends="refused", error=31, exchanges="AS",
    ),
    "of a user": Case(
        done=(as_user("alice", PASSWORD),), tried=logon_of("alice"), ends="issued", exchanges="AS 25, AS"
    ),
    "of a stranger": Case(done=(as_user("mallory"),), tried=logon_of("mallory"), ends="refused", error=6,
                          exchanges="AS 6"),
    "with a wrong password": Case(
        done=(as_user("alice", "wrong"),), tried=logon_of("alice"), ends="refused", error=24, exchanges="AS 25, AS 24"
    ),
    "with a password that DC1 has not heard of": Case(
        done=(UNDONE,), tried=at("DC1"), ends="issued", exchanges="AS 25, AS 24, AS 25, AS"
    ),
    "with a second one": Case(
        done=(UNDONE, UNDONE), tried=at("DC1"), ends="refused", error=24, exchanges="AS 25, AS 24, AS 25, AS 24"
    ),
    "with one, of a machine of 2003, which does not try the older": Case(
        plan=estate(client_os="2003"), done=(UNDONE,), tried=at("DC1"), ends="refused", error=24, exchanges="AS 24"
    ),
    "with one, of NetworkService on 2003, which does": Case(
        plan=estate(client_os="2003"), done=(UNDONE,), tried=at("DC1", replace(LOGON, session=NETWORK_SERVICE)),
        ends="issued", exchanges="AS 24, AS",
    ),
    "with another error, after which no older password is tried": Case(
        done=(ChangeMachinePassword(host="PC"), flagged("locked")), tried=LOGON, ends="refused", error=18,
        exchanges="AS 18",
    ),
    "of one who is locked out": Case(done=(flagged("locked"),), tried=LOGON, ends="refused", error=18,
                                     exchanges="AS 18"),
    "with a password that has expired": Case(
        done=(flagged("password-expired"),), tried=LOGON, ends="refused", error=23, exchanges="AS 25, AS 23"
    ),
    "of one who needs a smart card": Case(
        done=(flagged("smartcard-required"),), tried=LOGON, ends="refused", error=12, exchanges="AS 25, AS 12"
    ),
    "of a Protected User": Case(done=(flagged("protected"),), tried=LOGON, ends="issued", exchanges="AS 25, AS"),
    "of one who may use DES alone": Case(done=(flagged("des-only"),), tried=LOGON, ends="refused", error=14,
                                         exchanges="AS 14"),
    "without a proof": Case(
        plan=estate(accounts=bob(no_preauth=True, salt="odd")), done=(as_user("bob"),), tried=logon_of("bob"),
        ends="issued", exchanges="AS",
    ),
    "without a proof, with a wrong password": Case(
        plan=estate(accounts=bob(no_preauth=True)), done=(as_user("bob", "wrong"),), tried=logon_of("bob"),
        ends="refused", error=31, exchanges="AS",
    ),
    "without a proof, and no key in common": Case(
        plan=estate(accounts=bob(no_preauth=True, hash_only=True), client_os="MIT", client_etypes=(18,)),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="refused", error=14, exchanges="AS 14",
    ),
    "without a proof, under an etype that the client cannot use": Case(
        plan=estate(accounts=bob(no_preauth=True, hash_only=True), client_os="Heimdal", client_etypes=(18, 23)),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="issued", exchanges="AS",
    ),
    "with a salt of its own": Case(
        plan=estate(accounts=bob(salt="odd")), done=(as_user("bob"),), tried=logon_of("bob"), ends="issued",
        exchanges="AS 25, AS",
    ),
    "with an empty salt": Case(
        plan=estate(accounts=bob(salt="")), done=(as_user("bob"),), tried=logon_of("bob"), ends="issued",
        exchanges="AS 25, AS",
    ),
    "of one who may use DES alone, where DES is on": Case(
        plan=estate(
            dc_os="2008", update="rtm", level="2003", client_os="2008", accounts=bob(des_only=True, salt="odd")
        ),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="issued", exchanges="AS 25, AS",
    ),
    "with a wrong password, where the hint names another etype": Case(
        plan=estate(dc_os="2008", update="rtm", level="2003", client_os="2003", accounts=bob(des_only=True)),
        done=(as_user("bob", "wrong"),), tried=logon_of("bob"), ends="refused", error=24, exchanges="AS 24, AS 24",
    ),
    "with a guessed salt at once, where the hint names the same etype and tells the right one": Case(
        plan=estate(client_os="gokrb5", client_etypes=(17,), accounts=bob(salt="odd")),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="issued", exchanges="AS 24, AS",
    ),
    "with a wrong password at once, where the hint tells the salt that was guessed": Case(
        plan=estate(client_os="gokrb5", client_etypes=(17,), accounts=bob()),
        done=(as_user("bob", "wrong"),), tried=logon_of("bob"), ends="refused", error=24, exchanges="AS 24, AS 24",
    ),
    "at a DC of 2003, which names RC4 first, and tells the salt of DES": Case(
        plan=estate(dc_os="2003", update="rtm", level="2003", client_os="2008", accounts=bob(salt="odd")),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="issued", exchanges="AS 25, AS",
    ),
    "with a password of before AES": Case(
        plan=estate(
            dc_os="2008", update="rtm", level="2003", client_os="2008", accounts=bob(password_set_on="2003")
        ),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="issued", exchanges="AS 25, AS",
    ),
    "with an NT hash alone": Case(
        plan=estate(accounts=bob(hash_only=True)), done=(as_user("bob"),), tried=logon_of("bob"), ends="issued",
        exchanges="AS 25, AS",
    ),
    "at a DC of 2003, which tells the salt of DES": Case(
        plan=estate(dc_os="2003", update="rtm", level="2003"), done=(as_user("alice", PASSWORD),),
        tried=logon_of("alice"), ends="issued", exchanges="AS 25, AS",
    ),
    "at a DC of 2003, whose empty salt is none": Case(
        plan=estate(dc_os="2003", update="rtm", level="2003", accounts=bob(salt="")),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="issued", exchanges="AS 25, AS",
    ),
    "at a DC of 2000, from a machine of 2003": Case(
        plan=estate(dc_os="2000", update="rtm", level="2000", client_os="2003"), tried=LOGON, ends="issued",
        exchanges="AS",
    ),
    "with a timestamp of an etype that the DC does not work with": Case(
        plan=estate(client_os="2003", dc_registry={POLICY: AES_ONLY}), tried=LOGON, ends="refused", error=14,
        exchanges="AS 14",
    ),
    "with a timestamp at once, and a wrong password": Case(
        plan=estate(client_os="2003"), done=(as_user("alice", "wrong"),), tried=logon_of("alice"), ends="refused",
        error=24, exchanges="AS 24",
    ),
    "with a wrong password, where no etype is left to hint at": Case(
        plan=estate(client_os="2003"), done=(flagged("des-only", "alice"), as_user("alice", "wrong")),
        tried=logon_of("alice"), ends="refused", error=24, exchanges="AS 24",
    ),
    "with a timestamp made with a wrong salt": Case(
        plan=estate(client_registry={"DefaultEncryptionType": 18}, accounts=bob(salt="odd")),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="issued", exchanges="AS 25, AS",
    ),
    "with a value that names an etype of which there is no key": Case(
        plan=estate(client_os="2025", client_registry={"DefaultEncryptionType": 3}),
        done=(as_user("alice", PASSWORD),), tried=logon_of("alice"), ends="issued", exchanges="AS 25, AS",
    ),
    "whose hint names nothing that the client can do": Case(
        plan=replace(
            estate(accounts=bob(hash_only=True), client_os="MIT", client_etypes=(18,)),
            assumptions={"hint-without-common-etype": "named"},
        ),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="refused", error=25, exchanges="AS 25",
    ),
    "to which krbtgt can give no TGT": Case(
        plan=estate(dc_os="2025", update="rtm", client_os="MIT", client_etypes=(23,), accounts=bob(hash_only=True)),
        done=(as_user("bob"),), tried=logon_of("bob"), ends="refused", error=14,
        exchanges="AS 25, AS 14",
    ),
    "where there is a trust": Case(
        plan=two_realms(), started=(PC,), tried=LOGON, ends="issued", exchanges="AS 25, AS", played=True
    ),
}  # fmt: skip
GROUPS = {"connection": CONNECTIONS, "ticket": TICKETS, "logon": LOGONS}


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_foreseen_happens(group: str) -> None:
    """To the last field; only the bytes and the sentence are missing, and what was learned of the salt.

    Many cases in one test, for all of them need the same keys.
    """
    wrong = {name: told for name, case in GROUPS[group].items() if (told := list(_wrong(case)))}
    assert wrong == {}


def world_of(case: Case) -> World:
    """The world in which something is tried."""
    world = found(case.plan or estate(), 1)
    for number, action in enumerate((*case.started, *case.done)):
        world = advance(world, action, f"step {number}")[0]
    return world


def _wrong(case: Case) -> Iterator[str]:
    """In what a case does not come out as it was foreseen, or not as it is told above."""
    world = world_of(case)
    foreseen = foresee(world, case.tried)
    after, happened = advance(world, case.tried, "the real one")
    told = ", ".join(f"{x.kind} {x.error or ''}".strip() for x in happened.exchanges)
    if (happened.outcome.value, happened.error, told) != (case.ends, case.error, case.exchanges):
        yield f"it ends with {happened.outcome.value}, {happened.error}, {told!r}"
    yield from disagreements(foreseen, happened, after)
    mine, theirs = _bare(foreseen), _bare(happened)
    if mine != theirs:
        yield f"{mine} is not {theirs}"
    if foreseen.label != "foreseen":
        yield f"it is called {foreseen.label}"
    if any(x.request or x.reply for x in foreseen.exchanges) is not (case.played and bool(case.exchanges)):
        yield "it was played" if not case.played else "it was not played"


def _bare(record: Record) -> Record:
    """A record without what decisions cannot know."""
    return replace(
        record,
        label="",
        sentence="",
        learned=(),
        exchanges=tuple(
            replace(x, request=b"", reply=b"", sealed=(), authenticator=None, client_session=None)
            for x in record.exchanges
        ),
        calls=tuple(replace(c, request=b"", reply=b"", sealed=()) for c in record.calls),
    )


SENTENCES = {
    "connection with a message": "httpd on WEB, running as svc-web, opened the ticket",
    "connection with a message that is refused": "httpd on WEB, running as svc-web, could not open the ticket",
    "connection with a message, and no logon": f"DC1 refused LocalSystem on PC a ticket for {WEB_SPN}",
    "connection to a service that is not there": "WEB has no service ftpd",
    "connection to a host that is off": "WEB has not been started",
    "connection with a message, to a service that is stopped": "httpd on WEB is stopped",
    "connection as nobody": "LocalService on PC has no identity on the network",
    "ticket of a service": f"a ticket for {WEB_SPN}",
    "logon of the machine": "LocalSystem on PC got a TGT by DC1",
    "logon with a second one": "LocalSystem on PC was refused a TGT by DC1",
    "logon of nobody": "LocalService on PC has no identity on the network",
}


def test_it_is_said_in_words() -> None:
    """Who asked, who answered, and what came of it."""
    cases = {f"{group} {name}": case for group, cases in GROUPS.items() for name, case in cases.items()}
    for name, sentence in SENTENCES.items():
        assert foresee(world_of(cases[name]), cases[name].tried).sentence == sentence, name


def test_a_connection_is_shown_something() -> None:
    """So that it is not taken for an anonymous one."""
    world = world_of(Case(ends=""))
    (call,) = foresee(world, browse()).calls
    assert not call.anonymous
