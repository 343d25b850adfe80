"""User session: what a typed password makes - an identity with keys, and no proof yet."""

from __future__ import annotations

from kdcsim.ad.directory import user_salt
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.policy import SaltQuestion
from kdcsim.world.state import World


def user_session(world: World, host: Host, user: str, password: str, luid: int) -> LogonSession:
    """A session of a user or service account, ``user`` or ``domain\\user``, with keys from the password as typed."""
    named, _, name = user.rpartition("\\")
    domain = world.domain(named or host.domain)
    return LogonSession(
        luid=luid,
        name=name,
        sid="S-1-5-21",
        logon_type="Interactive",
        account=name,
        realm=domain.realm,
        password=password,
        implemented=host.generation.implemented,
        salt=SaltQuestion(
            host=host.name,
            session=name,
            fallback=world.assumptions.leaning("user-salt-fallback"),
            guesses=(("empty", ""), ("user-form", user_salt(domain.realm, name)), ("no-aes-key", None)),
        ),
    ).rederived()
