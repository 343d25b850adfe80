"""What a DC's logs hold after an exchange: Security audits and the KDC's own System events.

675, 672 and 673 on 2000 and 2003; 4768, 4769 and 4771 from 2008 on; 14, 16, 26 and 27 from the KDC. Layouts: fact sheet
2000-2012R2 section 2, fact sheet 2012-2026 section 6.
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.eventlog.event import Audit, Event
from kdcsim.ad.eventlog.spelling import advertised_names, key_names, supported_text
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.policy import KdcView, etype_list
from kdcsim.krb5.numbers import ErrorCode

SECURITY = "Microsoft-Windows-Security-Auditing"
KDC = "Microsoft-Windows-Kerberos-Key-Distribution-Center"
NULL_SID = "S-1-0-0"
KEY_ID_AS, KEY_ID_TGT, KEY_ID_SERVICE = 1, 8, 9


def kdc_events(exchange: Exchange, view: KdcView, computer: str, netbios: str) -> tuple[Event, ...]:
    """Give the events that one exchange leaves on its DC. ``computer`` is the DC's DNS name."""
    log = _Log(exchange, view, computer, netbios)
    return (*log.audits(), *log.complaints())


class _Log:
    """One exchange on its way into the logs."""

    def __init__(self, exchange: Exchange, view: KdcView, computer: str, netbios: str) -> None:
        self.x = exchange
        self.view = view
        self.computer = computer
        self.netbios = netbios

    def audits(self) -> Iterator[Event]:
        if self.view.generation.legacy_events:
            yield from self._legacy_audits()
        elif self.x.kind == "AS":
            yield from self._as_audit()
        else:
            yield self._event("Security", SECURITY, 4769, self._outcome(), self._4769(), version=self._v(), task=14337)

    def complaints(self) -> Iterator[Event]:
        """The KDC's own events: 14 and 16 say a password reset would help, 26 and 27 that it would not."""
        x = self.x
        if x.error != ErrorCode.KDC_ERR_ETYPE_NOSUPP:
            return
        is_as = x.kind == "AS"
        if self.view.generation.legacy_events or not x.reset_would_help:
            number = 26 if is_as else 27
        else:
            number = 14 if is_as else 16
        about = x.client_account if is_as else x.service_account
        fields = [
            ("Target", x.service_name),
            ("Account", _name(x.client_account) or x.client_name),
            ("KeyId", str(self._key_id())),
            ("RequestedEtypes", etype_list(x.requested)),
            ("AvailableEtypes", etype_list(x.available)),
        ]
        if number in (14, 16):
            fields.append(("AccountToReset", _name(about) or x.service_name))
        provider = "KDC" if self.view.generation.legacy_events else KDC
        yield self._event("System", provider, number, Audit.ERROR, tuple(fields))

    def _key_id(self) -> int:
        if self.x.kind == "AS":
            return KEY_ID_AS
        account = self.x.service_account
        return KEY_ID_TGT if account is not None and account.kind is AccountKind.KRBTGT else KEY_ID_SERVICE

    def _legacy_audits(self) -> Iterator[Event]:
        x = self.x
        client = _name(x.client_account) or x.client_name
        who = (("User Name", client), ("User ID", self._sid(x.client_account)))
        code = ("Failure Code", f"0x{x.error or 0:X}") if x.error else ("Result Code", "-")
        fields: tuple[tuple[str, str], ...]
        if x.kind == "AS" and x.error in (ErrorCode.KDC_ERR_PREAUTH_REQUIRED, ErrorCode.KDC_ERR_PREAUTH_FAILED):
            pre = ("Pre-Authentication Type", "0x0" if x.preauth_etype is None else "0x2")
            fields = (*who, ("Service Name", x.service_name), pre, code, ("Client Address", x.client_address))
            yield self._event("Security", "Security", 675, Audit.FAILURE, fields)
            return
        etype = ("Ticket Encryption Type", "-" if x.ticket_etype is None else f"0x{x.ticket_etype:X}")
        options = ("Ticket Options", f"0x{x.options:x}")
        service = (("Service Name", _name(x.service_account) or x.service_name),)
        fields = (*who, *service, options, etype, code, ("Client Address", x.client_address))
        yield self._event("Security", "Security", 672 if x.kind == "AS" else 673, self._outcome(), fields)

    def _as_audit(self) -> Iterator[Event]:
        x = self.x
        if x.error == ErrorCode.KDC_ERR_PREAUTH_REQUIRED:
            return
        if x.error in (ErrorCode.KDC_ERR_PREAUTH_FAILED, ErrorCode.KDC_ERR_CLIENT_REVOKED) and x.preauth_etype:
            yield self._event("Security", SECURITY, 4771, Audit.FAILURE, self._4771(), task=14339)
            return
        yield self._event("Security", SECURITY, 4768, self._outcome(), self._4768(), version=self._v(), task=14339)

    def _4768(self) -> tuple[tuple[str, str], ...]:
        x = self.x
        fields = (
            ("TargetUserName", _name(x.client_account) or x.client_name),
            ("TargetDomainName", x.client_realm),
            ("TargetSid", self._sid(x.client_account)),
            ("ServiceName", _name(x.service_account) or x.service_name),
            ("ServiceSid", self._sid(x.service_account) if x.issued else NULL_SID),
            ("TicketOptions", f"0x{x.options:x}"),
            ("Status", f"0x{x.error or 0:x}"),
            ("TicketEncryptionType", self._ticket_etype()),
            ("PreAuthType", "2" if x.preauth_etype is not None else ("0" if x.issued else "-")),
            ("IpAddress", f"::ffff:{x.client_address}"),
            ("IpPort", "0"),
            ("CertIssuerName", ""),
            ("CertSerialNumber", ""),
            ("CertThumbprint", ""),
        )
        if not self.view.generation.audits_etypes:
            return fields
        pre = f"0x{x.preauth_etype:x}" if x.issued and x.preauth_etype else "0x2d"
        return (
            *fields,
            ("ResponseTicket", "N/A"),
            *self._etype_fields(x.client_account),
            ("PreAuthEncryptionType", pre),
        )

    def _4769(self) -> tuple[tuple[str, str], ...]:
        x = self.x
        fields = (
            ("TargetUserName", f"{x.client_name}@{x.client_realm}"),
            ("TargetDomainName", x.client_realm),
            ("ServiceName", (_name(x.service_account) if x.issued else None) or x.service_name),
            ("ServiceSid", self._sid(x.service_account) if x.issued else NULL_SID),
            ("TicketOptions", f"0x{x.options:x}"),
            ("TicketEncryptionType", self._ticket_etype()),
            ("IpAddress", f"::ffff:{x.client_address}"),
            ("IpPort", "0"),
            ("Status", f"0x{x.error or 0:x}"),
            ("LogonGuid", "{00000000-0000-0000-0000-000000000000}"),
            ("TransmittedServices", "-"),
        )
        if not self.view.generation.audits_etypes:
            return fields
        hashes = (("RequestTicketHash", "N/A"), ("ResponseTicketHash", "N/A"))
        return (*fields, *hashes, *self._etype_fields(None))

    def _4771(self) -> tuple[tuple[str, str], ...]:
        x = self.x
        return (
            ("TargetUserName", _name(x.client_account) or x.client_name),
            ("TargetSid", self._sid(x.client_account)),
            ("ServiceName", x.service_name),
            ("TicketOptions", f"0x{x.options:x}"),
            ("Status", f"0x{x.error or 0:x}"),
            ("PreAuthType", "2"),
            ("IpAddress", f"::ffff:{x.client_address}"),
            ("IpPort", "0"),
            ("CertIssuerName", ""),
            ("CertSerialNumber", ""),
            ("CertThumbprint", ""),
        )

    def _etype_fields(self, client: Account | None) -> tuple[tuple[str, str], ...]:
        """The nine fields that tell of etypes, in their order (the client's are N/A in a 4769)."""
        x, g = self.x, self.view.generation
        service = x.service_account if x.issued else None
        dc_mask = self.view.enabled | (0 if g.os == "2025" else 0x3)
        return (
            ("AccountSupportedEncryptionTypes", "N/A" if client is None else supported_text(client.supported_etypes)),
            ("AccountAvailableKeys", "N/A" if client is None else key_names(_keys(client), g.os)),
            ("ServiceSupportedEncryptionTypes", "-" if service is None else supported_text(x.service_supported)),
            ("ServiceAvailableKeys", "-" if service is None else key_names(_keys(service), g.os)),
            ("DCSupportedEncryptionTypes", supported_text(dc_mask)),
            ("DCAvailableKeys", key_names((18, 17, 23), g.os)),
            ("ClientAdvertizedEncryptionTypes", advertised_names(x.requested)),
            ("SessionKeyEncryptionType", f"0x{x.session_etype:x}" if x.session_etype else "0x2d"),
        )

    def _ticket_etype(self) -> str:
        return "0xffffffff" if self.x.ticket_etype is None else f"0x{self.x.ticket_etype:x}"

    def _outcome(self) -> Audit:
        return Audit.SUCCESS if self.x.issued else Audit.FAILURE

    def _v(self) -> int:
        return 2 if self.view.generation.audits_etypes else 0

    def _sid(self, account: Account | None) -> str:
        if account is None:
            return NULL_SID
        return f"{self.netbios}\\{account.name}" if self.view.generation.legacy_events else account.sid

    def _event(
        self,
        log: str,
        provider: str,
        number: int,
        audit: Audit,
        fields: tuple[tuple[str, str], ...],
        *,
        version: int = 0,
        task: int = 0,
    ) -> Event:
        return Event(
            computer=self.computer,
            log=log,
            provider=provider,
            id=number,
            audit=audit,
            at=self.x.at,
            fields=fields,
            version=version,
            task=task,
            legacy=self.view.generation.legacy_events,
        )


def _name(account: Account | None) -> str | None:
    return None if account is None else account.name


def _keys(account: Account) -> tuple[int, ...]:
    return tuple(k.etype for k in account.keys.usable(check_marker=True))
