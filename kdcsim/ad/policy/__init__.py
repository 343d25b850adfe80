"""Policy: which etype, and why - judged without a single key byte, by ladders of named rules."""

from kdcsim.ad.policy.builds import GENERATIONS
from kdcsim.ad.policy.client import (
    AFTER_HINT,
    CLIENT_LIST,
    FIRST_REQUEST,
    FORWARDED,
    ClientView,
    ForwardQuestion,
    HintedQuestion,
    after_hint,
    client_list,
    first_request,
    forwarded_list,
    machine_attribute,
)
from kdcsim.ad.policy.client_generation import CLIENTS, ClientGeneration
from kdcsim.ad.policy.declared import DECLARED, declared
from kdcsim.ad.policy.generation import OS_LEVELS, SAMBA_LEVELS, UPDATE_LEVELS, Enforcement, Generation
from kdcsim.ad.policy.preauthentication import (
    HINT,
    REPLY,
    TIMESTAMP,
    StampQuestion,
    has_salt,
    hint,
    reply_without_preauthentication,
    timestamp,
)
from kdcsim.ad.policy.question import Choice, Declared, KdcView, Question, Refusal, Target, etype_list
from kdcsim.ad.policy.reach import acts_for, acts_in
from kdcsim.ad.policy.salt import SALT, SaltQuestion, session_salt
from kdcsim.ad.policy.session import SESSION, SessionQuestion, session_etype
from kdcsim.ad.policy.ticket import TICKET, TicketQuestion, ticket_etype
from kdcsim.ad.policy.update import CANONICAL_SALT, UPDATES, Update
from kdcsim.ad.policy.verdict import Verdict, judge, judge_lists

LADDERS = (CLIENT_LIST, FIRST_REQUEST, AFTER_HINT, HINT, TIMESTAMP, REPLY, DECLARED, TICKET, SESSION, SALT, FORWARDED)
"""Every ladder, in the order in which an exchange meets them."""
KDC_LADDERS = (HINT, TIMESTAMP, REPLY, DECLARED, TICKET, SESSION)
"""Those that a KDC walks; the others are walked by hosts."""

__all__ = [
    "AFTER_HINT",
    "CANONICAL_SALT",
    "CLIENTS",
    "CLIENT_LIST",
    "DECLARED",
    "FIRST_REQUEST",
    "FORWARDED",
    "GENERATIONS",
    "HINT",
    "KDC_LADDERS",
    "LADDERS",
    "OS_LEVELS",
    "REPLY",
    "SALT",
    "SAMBA_LEVELS",
    "SESSION",
    "TICKET",
    "TIMESTAMP",
    "UPDATES",
    "UPDATE_LEVELS",
    "Choice",
    "ClientGeneration",
    "ClientView",
    "Declared",
    "Enforcement",
    "ForwardQuestion",
    "Generation",
    "HintedQuestion",
    "KdcView",
    "Question",
    "Refusal",
    "SaltQuestion",
    "SessionQuestion",
    "StampQuestion",
    "Target",
    "TicketQuestion",
    "Update",
    "Verdict",
    "acts_for",
    "acts_in",
    "after_hint",
    "client_list",
    "declared",
    "etype_list",
    "first_request",
    "forwarded_list",
    "has_salt",
    "hint",
    "judge",
    "judge_lists",
    "machine_attribute",
    "reply_without_preauthentication",
    "session_etype",
    "session_salt",
    "ticket_etype",
    "timestamp",
]
