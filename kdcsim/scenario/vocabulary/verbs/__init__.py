"""Verbs: what a step can do, one row for each action of the world, by what it is done to."""

from kdcsim.scenario.vocabulary.verb import Verb
from kdcsim.scenario.vocabulary.verbs.account import ACCOUNT_VERBS
from kdcsim.scenario.vocabulary.verbs.domain import DOMAIN_VERBS
from kdcsim.scenario.vocabulary.verbs.machine import MACHINE_VERBS
from kdcsim.scenario.vocabulary.verbs.session import SESSION_VERBS

VERBS: tuple[Verb, ...] = (*MACHINE_VERBS, *SESSION_VERBS, *ACCOUNT_VERBS, *DOMAIN_VERBS)
BY_NAME: dict[str, Verb] = {verb.name: verb for verb in VERBS}

__all__ = ["BY_NAME", "VERBS", "Verb"]
