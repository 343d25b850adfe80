"""Where facts were told: the line of the file that is in force, in every world of a story."""

from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario

TEXT = """\
kdcsim: 1
title: Places
domains:
  contoso.com:
    functional_level: 2012R2
    dcs:
      DC01:
        os: 2022
        update: 2022-11
        registry: {DefaultDomainSupportedEncTypes: 0x18}
    accounts:
      svc_web: {supported_etypes: 0x4, flags: [no-preauth]}
hosts:
  web-1:
    os: 2022
    domain: contoso.com
    registry: {DefaultEncryptionType: 23}
steps:
  - boot: web-1
branches:
  declared:
    given:
      domains: {contoso.com: {accounts: {svc_web: {supported_etypes: 0x18}}}}
    steps:
      - boot: web-1
"""


def story() -> Scenario:
    """The story, loaded."""
    return load(TEXT, "places.yaml")


def line(scenario: Scenario, branch: str, address: str) -> int | None:
    """The line that told a fact in a branch."""
    told = next(b for b in scenario.branches if b.name == branch).places
    return next((span.line for name, span in told.items() if name == address), None)


def test_facts_of_machines_and_accounts() -> None:
    """A DC, its update and registry, an account's attribute and flags, a host's registry: each has its line."""
    for address, expected in (
        ("dc/DC01", 7),
        ("dc/DC01/os", 8),
        ("dc/DC01/update", 9),
        ("dc/DC01/registry/DefaultDomainSupportedEncTypes", 10),
        ("account/svc_web/msDS-SupportedEncryptionTypes", 12),
        ("account/svc_web/flags", 12),
        ("host/web-1/registry/DefaultEncryptionType", 17),
        ("domain/contoso.com/functional_level", 5),
        ("host/web-1/update", None),
    ):
        assert line(story(), "declared", address) == (expected if "msDS" not in address else 23), address


def test_a_branch_that_tells_it_anew() -> None:
    """What a branch lays over the world has the branch's place; the rest keeps its own."""
    (declared,) = story().branches
    told = {name: span.line for name, span in declared.places.items()}
    assert told["account/svc_web/msDS-SupportedEncryptionTypes"] == 23  # type: ignore[index]
    assert told["account/svc_web/flags"] == 12  # type: ignore[index]


def test_places_are_no_part_of_equality() -> None:
    """Two files that tell the same story on other lines are the same story."""
    (one,), (two,) = story().branches, load(TEXT, "places.yaml").branches
    assert one == two
