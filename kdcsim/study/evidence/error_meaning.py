"""ErrorMeaning: what a Kerberos error proves, what it does not, and where to look next - one row per code.

The sentence of each code stands with its number in `krb5.numbers`; here is what follows from receiving it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.krb5.numbers import ErrorCode as E
from kdcsim.study.evidence.statement import Part, Statement

_RFC = "RFC 4120 section 7.5.9"
_MODIFIED = "KB2706695; KB3040803; joshroark.com; fact sheet 2000-2012R2 section 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorMeaning:
    """One row."""

    code: E
    proves: tuple[str, ...]
    not_proved: tuple[str, ...]
    next: tuple[str, ...]
    source: str


_ROWS = (
    ErrorMeaning(
        code=E.KDC_ERR_C_PRINCIPAL_UNKNOWN,
        proves=("this KDC found no account for the client's name in its own copy of the directory",),
        not_proved=("that no other DC has it: a new account may not have replicated", "that the realm is right"),
        next=("how the client writes its name and realm", "the account on the DC that answered"),
        source=f"{_RFC}; RFC 4120 section 3.1.3",
    ),
    ErrorMeaning(
        code=E.KDC_ERR_S_PRINCIPAL_UNKNOWN,
        proves=("the client's side is fine as far as it went: this KDC found no account with that service name",),
        not_proved=(
            "that the connection failed: Windows then tries another name, another realm or NTLM",
            "that the SPN is missing: an alias, an address or a short name was perhaps asked for",
        ),
        next=("setspn -Q <name asked for>", "the name that the application really asks for: event 3, or the 4769"),
        source=f"{_RFC}; KB2675498 for names across forests; setspn reference",
    ),
    ErrorMeaning(
        code=E.KDC_ERR_PRINCIPAL_NOT_UNIQUE,
        proves=("two accounts or more hold this name, so the KDC cannot choose a key",),
        not_proved=("which of them is the right one",),
        next=("setspn -X, setspn -Q <name>", "event 11 in the System log of the DC"),
        source=f"{_RFC}; setspn reference",
    ),
    ErrorMeaning(
        code=E.KDC_ERR_POLICY,
        proves=("the KDC understood the request and a rule of its own forbids it",),
        not_proved=("anything about keys, passwords or etypes",),
        next=(
            "logon hours, allowed workstations, authentication policies and silos, selective authentication of a trust",
            "KDC_ERR_BADOPTION (13) beside it: delegation that is not allowed",
        ),
        source=f"{_RFC}; Microsoft Learn, event 4771 and 4769",
    ),
    ErrorMeaning(
        code=E.KDC_ERR_ETYPE_NOSUPP,
        proves=("the client's list, the account's supported etypes and keys, and the DC's settings have nothing left",),
        not_proved=(
            "which of the three is the obstacle, and of which account: the client's in an AS, the service's in a TGS",
            "that anything failed for a person: a client that knows other etypes asks again with those",
        ),
        next=(
            "the 4768 or 4769 with 0xE on that DC: lists and keys of both sides",
            "events 14, 16, 26, 27 and 201 to 209 in its System log",
        ),
        source="KB977321; KB2002141; fact sheet 2012-2026 section 6",
    ),
    ErrorMeaning(
        code=E.KDC_ERR_CLIENT_REVOKED,
        proves=("the account may not log on now: disabled, locked out, expired or outside its hours",),
        not_proved=("whether the password was right",),
        next=("userAccountControl, lockoutTime, accountExpires, logonHours", "4771 with 0x18 just before: from where"),
        source="Microsoft Learn, event 4771",
    ),
    ErrorMeaning(
        code=E.KDC_ERR_TGT_REVOKED,
        proves=("the KDC did not accept the TGT that it was shown, though it could be read",),
        not_proved=("that somebody stole it: a deleted or disabled account, or a restored DC, leaves such TGTs too",),
        next=("klist purge and a new logon", "the account, and whether krbtgt or an RODC's krbtgt was changed"),
        source=f"{_RFC}; Microsoft Learn, event 4769",
    ),
    ErrorMeaning(
        code=E.KDC_ERR_KEY_EXPIRED,
        proves=("the account exists and its password must be changed before a TGT is given",),
        not_proved=("that the password is right: a KDC may say so before it looks at the proof",),
        next=("pwdLastSet and the password policy of the account", "where a service account's password is stored"),
        source="Microsoft Learn, event 4771",
    ),
    ErrorMeaning(
        code=E.KDC_ERR_PREAUTH_FAILED,
        proves=("the account exists, and the proof was made with another key than this DC has for it",),
        not_proved=(
            "that a person mistyped: an old stored password, an old keytab or a wrong salt look the same",
            "that the password is wrong: a guessed salt makes another AES key of the right one",
        ),
        next=(
            "the 4771 with 0x18 on that DC: from which address",
            "klist -kte of the keytab, and the salt that the KDC tells in ETYPE-INFO2",
            "replication, when the password was changed a short while ago",
        ),
        source="RFC 4120 section 3.1.3; Manticore pull request 1045 (salts); MS-KILE 3.1.1.2",
    ),
    ErrorMeaning(
        code=E.KDC_ERR_PREAUTH_REQUIRED,
        proves=("the account exists and the KDC named the etypes and the salt it has for it",),
        not_proved=("that anything is wrong: Vista and later always ask without a proof first",),
        next=("what follows: an AS-REP or a 4768, or KDC_ERR_PREAUTH_FAILED (24)",),
        source="RFC 4120 section 3.1.1; fact sheet 2000-2012R2 section 1.2",
    ),
    ErrorMeaning(
        code=E.KRB_AP_ERR_BAD_INTEGRITY,
        proves=("a sealed part does not verify under the key that was tried on it",),
        not_proved=(
            "that somebody altered it: a wrong key gives the same",
            "which key is wrong: at a KDC it is mostly a TGT or an authenticator, at a client the reply",
        ),
        next=(
            "a KDC said it: was krbtgt's password changed, or is the TGT of another realm? klist purge",
            "the client's own program said it: password, salt and keytab",
        ),
        source=f"{_RFC}; RFC 4120 section 3.3.3",
    ),
    ErrorMeaning(
        code=E.KRB_AP_ERR_TKT_EXPIRED,
        proves=("the ticket's end lies before the clock of whoever answered",),
        not_proved=("that the clocks differ, nor that they agree: an old ticket is enough",),
        next=("klist: End Time of the ticket; most clients ask for a new one by themselves", "w32tm /query /status"),
        source=f"{_RFC}; RFC 4120 section 3.2.3",
    ),
    ErrorMeaning(
        code=E.KRB_AP_ERR_TKT_NYV,
        proves=("the ticket's start lies after the clock of whoever answered, by more than the skew allowed",),
        not_proved=("which of the two clocks is wrong: the KDC that issued it, or the one that refuses",),
        next=("w32tm /query /status on the DC that issued the ticket and on the service's host",),
        source="RFC 4120 section 3.2.3",
    ),
    ErrorMeaning(
        code=E.KRB_AP_ERR_REPEAT,
        proves=("the service has seen an authenticator like this one before",),
        not_proved=("an attack: network devices that send twice, and programs that copy a request, do the same",),
        next=("what sits between client and service", "whether several services share one replay cache"),
        source="RFC 4120 section 3.2.3; Microsoft Learn, event 4769",
    ),
    ErrorMeaning(
        code=E.KRB_AP_ERR_SKEW,
        proves=("the key was right: the time could be read, and it is too far from the clock of whoever answered",),
        not_proved=("which of the two clocks is wrong", "anything about keys, passwords or etypes"),
        next=("w32tm /query /status on client, service and DC; five minutes are allowed (SkewTime)",),
        source="RFC 4120 sections 3.1.3 and 3.2.3; KB837361",
    ),
    ErrorMeaning(
        code=E.KRB_AP_ERR_MODIFIED,
        proves=("the service did not open the ticket, and client and KDC had no part in that",),
        not_proved=(
            "that somebody altered anything: nobody can tell a damaged ticket from a wrong key",
            ("which of six causes it is: SPN on another account, stale ticket, old password or keytab, other salt, an"
            " etype that the service's host forbids, another machine behind the name"),
        ),
        next=(
            "setspn -Q <target>, klist purge, the kvno of the keytab, and which machine answers to the name",
            "the etype of the ticket (klist) beside SupportedEncryptionTypes on the service's host",
            "event 4 on the client names who answered and what was asked for: kdcsim explain 'event 4'",
        ),
        source=_MODIFIED,
    ),
    ErrorMeaning(
        code=E.KRB_AP_ERR_BADKEYVER,
        proves=("the service has keys of this name, and none of the version that the ticket was sealed with",),
        not_proved=("which side is behind: an old keytab, or an old ticket from before the last change",),
        next=("klist -kte beside msDS-KeyVersionNumber of the account", "klist purge, or kvno <spn>, for a new ticket"),
        source="RFC 4120 section 3.2.3; KB870987; MIT krb5, kvno",
    ),
    ErrorMeaning(
        code=E.KRB_AP_ERR_NOKEY,
        proves=("the service looked for a key of the ticket's name, version and etype, and has none",),
        not_proved=("that the password is wrong: a keytab without that etype answers the same",),
        next=("klist -kte: is the etype of the ticket in the keytab?", "whether the etype is allowed on that host"),
        source="RFC 4120 section 3.2.3; MIT krb5, klist",
    ),
    ErrorMeaning(
        code=E.KRB_ERR_GENERIC,
        proves=("whoever answered failed for a reason of its own",),
        not_proved=("anything more: the code says nothing, only the text or data beside it may",),
        next=("the error text and the extended error (an NTSTATUS) in event 3 or in the KRB-ERROR's e-data",),
        source=f"{_RFC}; MS-KILE 2.2.1",
    ),
)  # fmt: skip

ERROR_MEANINGS: dict[int, ErrorMeaning] = {int(row.code): row for row in _ROWS}


def meaning_of(code: int) -> tuple[Statement, ...]:
    """The row of a code as statements; nothing for codes without one."""
    row = ERROR_MEANINGS.get(code)
    if row is None:
        return ()
    parts = ((Part.PROVES, row.proves), (Part.NOT, row.not_proved), (Part.NEXT, row.next))
    return tuple(Statement(part, sentence, row.source) for part, sentences in parts for sentence in sentences)
