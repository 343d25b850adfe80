"""Keys: key cards as people compare them - the password, the salt in its parts, how it is made, its fingerprint."""

from __future__ import annotations

from typing import Any

from kdcsim.ad.directory import Account
from kdcsim.ad.host.session import LogonSession
from kdcsim.krb5.crypto import string_to_key
from kdcsim.krb5.numbers import EType
from kdcsim.study import wording
from kdcsim.study.picture import Difference, KeyPicture, issuing, picture
from kdcsim.study.run import BranchRun, Played

Json = dict[str, Any]

MADE: dict[int, str] = {
    EType.RC4_HMAC: "MD4 of the password in UTF-16; no salt goes in",
    EType.AES256_CTS_HMAC_SHA1_96: "PBKDF2-HMAC-SHA1 of password and salt, 4096 rounds",
    EType.AES128_CTS_HMAC_SHA1_96: "PBKDF2-HMAC-SHA1 of password and salt, 4096 rounds",
    EType.AES256_CTS_HMAC_SHA384_192: "PBKDF2-HMAC-SHA384 of password and salt, 32768 rounds",
    EType.AES128_CTS_HMAC_SHA256_128: "PBKDF2-HMAC-SHA256 of password and salt, 32768 rounds",
}
SENTENCES: dict[Difference, str] = {
    Difference.SALT: "Same account, same password. The salts differ, so the keys differ, so the ticket stays shut.",
    Difference.PASSWORD: "Same account, but another password: so the keys differ, so the ticket stays shut.",
    Difference.ACCOUNT: "The ticket was sealed for another account than the one the service runs as.",
    Difference.NO_KEY: "The session holds no {etype} key at all.",
    Difference.NONE: "The same key on both sides: what the KDC sealed, the service opens.",
}
FOR_PEOPLE = "DES string-to-key of password and salt"


def salt_parts(salt: str | None, realm: str, account: str | None) -> list[list[str]]:
    """A salt cut into its parts, each with its name; a salt of no known form is one part."""
    if salt is None or salt == "":
        return []
    if not salt.upper().startswith(realm.upper()) or len(salt) <= len(realm):
        return [[salt, "not of a form that a KDC uses"]]
    head, rest = salt[: len(realm)], salt[len(realm) :]
    first = [head, "realm"]
    dns = "." + realm.lower()
    if rest.startswith("host") and rest.endswith(dns):
        name = rest[4 : -len(dns)]
        return [first, ["host", "the word host"], [name, "computer, lower case"], [dns, "DNS domain"]]
    return [first, [rest, "account name" if account is None or rest.casefold() == account.casefold() else "name"]]


def key_row(etype: int, salt: str | None, fingerprint: str, realm: str, account: str | None) -> Json:
    """One key of a card."""
    salted = salt is not None
    return {
        "etype": int(etype),
        "label": wording.etype(etype),
        "salt": salt,
        "parts": salt_parts(salt, realm, account),
        "made": MADE.get(etype, FOR_PEOPLE if salted else "made elsewhere"),
        "fingerprint": fingerprint,
    }


def account_rows(account: Account, realm: str) -> list[Json]:
    """The keys that the directory holds for an account."""
    return [
        key_row(k.etype, k.salt, k.key.fingerprint, realm, account.name)
        for k in account.keys.usable(check_marker=False)
    ]


def session_rows(session: LogonSession) -> list[Json]:
    """The keys that a logon session holds, those of an older password marked."""
    return [
        {
            **key_row(k.etype, k.salt, k.key.fingerprint, session.realm, session.account),
            "older": k.password_number != session.password_number,
            "rule": k.salt_rule,
        }
        for k in session.keys
    ]


def pair(run: BranchRun, played: Played) -> Json | None:
    """The key that sealed the ticket beside the keys that were tried on it; None when no ticket was shown."""
    drawn = picture(run, played)
    if drawn is None:
        return None
    call = next(c for c in reversed(played.record.calls) if not c.anonymous)
    issued = issuing(run, played, call)
    host = played.before.hosts.get(call.to_host.upper())
    session = host.sessions.get(call.to_session) if host and call.to_session is not None else None
    account = issued.service_account if issued is not None else None
    told = _told_passwords(run)
    return {
        "etype": drawn.etype,
        "label": wording.etype(drawn.etype),
        "difference": drawn.difference.name.lower(),
        "sentence": _sentence(drawn),
        "same": drawn.difference is Difference.NONE,
        "left": None if issued is None or account is None else _kdc_side(drawn, issued.dc, account, issued.realm, told),
        "right": None
        if session is None
        else _session_side(drawn, session, f"{call.to_service} on {call.to_host}", told),
        "first_difference": drawn.first_difference,
        "session_key": None if call.session_etype is None else wording.etype(call.session_etype),
    }


def _told_passwords(run: BranchRun) -> dict[str, str]:
    """The passwords that the scenario tells (they are invented), by the fingerprint of their RC4 key."""
    plans = [a.password for d in run.branch.plan.domains for a in d.accounts]
    plans += [s.password for h in run.branch.plan.hosts for s in h.services]
    plans += [getattr(p.step.action, "password", None) for p in run.played]
    return {string_to_key(EType.RC4_HMAC, p).fingerprint: p for p in plans if p is not None}


def _password(rows: list[Json], told: dict[str, str]) -> Json:
    """What a card says of the password: its text if the scenario tells it, else dots."""
    mark = next((r["fingerprint"] for r in rows if r["etype"] == EType.RC4_HMAC and not r.get("older")), None)
    return {"text": told.get(mark or ""), "mark": mark}


def _kdc_side(drawn: KeyPicture, dc: str, account: Account, realm: str, told: dict[str, str]) -> Json:
    used = drawn.sealed
    rows = account_rows(account, realm)
    return {
        "password": _password(rows, told),
        "title": f"{dc} for account {account.name}",
        "role": "sealed the ticket",
        "account": account.name,
        "rows": _marked(rows, None if used is None else used.fingerprint),
    }


def _session_side(drawn: KeyPicture, session: LogonSession, service: str, told: dict[str, str]) -> Json:
    used = drawn.closest
    rows = session_rows(session)
    return {
        "password": _password(rows, told),
        "title": drawn.session,
        "role": "opened the ticket" if drawn.difference is Difference.NONE else "tried to open the ticket",
        "account": session.account,
        "service": service,
        "rows": _marked(rows, None if used is None else used.fingerprint),
    }


def _marked(rows: list[Json], used: str | None) -> list[Json]:
    return [{**row, "used": row["fingerprint"] == used} for row in rows]


def _sentence(drawn: KeyPicture) -> str:
    return SENTENCES[drawn.difference].format(etype=wording.etype(drawn.etype))
