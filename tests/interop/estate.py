"""Estate: the small worlds that real clients meet in these tests."""

from __future__ import annotations

from kdcsim.ad.directory import AccountKind
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, WorldPlan

PASSWORD = "Pa$$w0rd"
REALM = "CONTOSO.COM"
START = 1_700_000_000
WEB = "HTTP/web.contoso.com"
BACK = "HTTP/back.contoso.com"

ACCOUNTS = (
    AccountPlan(name="alice", password=PASSWORD, upn="alice.a@contoso.com"),
    AccountPlan(name="bob", password=PASSWORD),
    AccountPlan(name="gone", password=PASSWORD, disabled=True),
    AccountPlan(name="open", password=PASSWORD, no_preauth=True),
    AccountPlan(name="secret", password=PASSWORD, not_delegated=True),
    AccountPlan(name="WEB$", kind=AccountKind.COMPUTER, password=PASSWORD, spns=(WEB,), supported_etypes=0x1C),
    AccountPlan(name="AES$", kind=AccountKind.COMPUTER, password=PASSWORD, spns=("HTTP/aes",), supported_etypes=0x18),
    AccountPlan(name="RC4$", kind=AccountKind.COMPUTER, password=PASSWORD, spns=("HTTP/rc4",), supported_etypes=0x4),
    AccountPlan(
        name="front",
        password=PASSWORD,
        spns=("HTTP/front.contoso.com",),
        supported_etypes=0x18,
        trusted_to_authenticate=True,
        delegates_to=(BACK,),
    ),
    AccountPlan(name="back", password=PASSWORD, spns=(BACK,), supported_etypes=0x18),
    AccountPlan(
        name="target",
        password=PASSWORD,
        spns=("HTTP/target.contoso.com",),
        supported_etypes=0x18,
        acted_for_by=("front",),
    ),
    AccountPlan(name="A128$", kind=AccountKind.COMPUTER, password=PASSWORD, spns=("HTTP/a128",), supported_etypes=0x8),
)


def contoso(os: str = "2022", update: str = "2022-11", accounts: tuple[AccountPlan, ...] = ACCOUNTS) -> WorldPlan:
    """One domain with one DC."""
    return WorldPlan(
        start=START,
        domains=(
            DomainPlan(
                dns="contoso.com",
                netbios="CONTOSO",
                level="2008" if os == "2008" else "2012R2",
                dcs=(DcPlan(name="DC-1", os=os, update=update),),
                accounts=accounts,
            ),
        ),
    )
