"""The audits of 2000 and 2003, one row each: 672, 673 and 675.

What single fields prove stands in `legacy_remarks`.
"""

from __future__ import annotations

from kdcsim.study.evidence.event_kind import EventKind

_RFC = "RFC 4120 section 7.5.9"

LEGACY_KINDS = (
    EventKind(
        id=672,
        name="a TGT was asked for (2000, 2003)",
        log="Security",
        provider="Security",
        when="a 2000 or 2003 DC answered an AS request",
        proves=("what this DC answered at this time",),
        not_proved=("which etypes the client offered: this record does not have them",),
        next=("675 for a failed pre-authentication, 673 for the service tickets that followed",),
        source=_RFC,
        opening=r"Authentication Ticket Request:",
    ),
    EventKind(
        id=673,
        name="a service ticket was asked for (2000, 2003)",
        log="Security",
        provider="Security",
        when="a 2000 or 2003 DC answered a TGS request",
        proves=("what this DC answered at this time",),
        not_proved=("which etypes the client offered", "that the service could open the ticket"),
        next=("event 4 on the client when the service refused",),
        source=_RFC,
        opening=r"Service Ticket Request:",
    ),
    EventKind(
        id=675,
        name="pre-authentication failed (2000, 2003)",
        log="Security",
        provider="Security",
        when="a 2000 or 2003 DC refused a logon's first proof, or asked for one",
        proves=("this DC did not accept what this client sent, or did not get any proof yet",),
        not_proved=("which etypes the client offered: this record does not have them",),
        next=("the failure code, and who asks from that address",),
        source="fact sheet 2000-2012R2 section 2 (MCBSYS and MRI threads)",
        opening=r"Pre-authentication failed:",
    ),
)
