"""The directory: who answers to a name, and which version of an account wins."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account, AccountKind, Directory, KeyStore, NotUnique, TrustDirection, Unknown


def account(name: str, **told: object) -> Account:
    """An account without keys."""
    kind = AccountKind.COMPUTER if name.endswith("$") else AccountKind.USER
    given = {"kind": kind, "keys": KeyStore(kvno=1), "salt": "", **told}
    return Account(name=name, **given)  # type: ignore[arg-type]


WEB = account("WEB$", spns=("HOST/web.corp.example",))
ALICE = account("alice", upn="Alice.Smith@corp.example")


def test_names_ignore_case_and_the_dollar_sign_may_be_left_out() -> None:
    """MS-KILE note 28."""
    directory = Directory.of([WEB, ALICE])
    assert directory.get("web") is WEB
    assert directory.get("WEB$") is WEB
    assert directory.get("Alice") is ALICE
    assert directory.get("nobody") is None


def test_a_client_is_known_by_name_upn_or_host_spn() -> None:
    """Whatever a client calls itself."""
    directory = Directory.of([WEB, ALICE])
    assert directory.client("alice.smith@CORP.example") is ALICE
    assert directory.client("host/web.corp.example") is WEB
    assert directory.client("nobody") == Unknown("nobody")


def test_host_answers_for_the_classes_that_are_mapped_to_it() -> None:
    """sPNMappings: cifs and http are HOST, ldap and MSSQLSvc are not."""
    directory = Directory.of([WEB])
    assert directory.service("cifs/web.corp.example") is WEB
    assert directory.service("HTTP/WEB.corp.example") is WEB
    assert isinstance(directory.service("MSSQLSvc/web.corp.example"), Unknown)


def test_an_spn_of_its_own_comes_before_host() -> None:
    """HTTP/web on a service account wins over HOST/web on the computer's."""
    service = account("svc", spns=("HTTP/web.corp.example",))
    assert Directory.of([WEB, service]).service("http/web.corp.example") is service


def test_two_claims_make_an_spn_unusable() -> None:
    """And the answer names both."""
    second = account("WEB2$", spns=("host/WEB.corp.example",))
    answer = Directory.of([WEB, second]).service("HOST/web.corp.example")
    assert answer == NotUnique("HOST/web.corp.example", ("WEB$", "WEB2$"))


def test_a_deleted_account_answers_to_nothing() -> None:
    """It stays as a tombstone, so that other replicas learn of it."""
    directory = Directory.of([WEB]).with_account(replace(WEB, deleted=True, changed=1))
    assert directory.get("WEB$") is None
    assert isinstance(directory.service("HOST/web.corp.example"), Unknown)
    assert Directory.of([WEB]).merged(directory).get("WEB$") is None


def test_the_later_version_wins() -> None:
    """By version, not by direction."""
    old, new = Directory.of([replace(ALICE, changed=1)]), Directory.of([replace(ALICE, changed=2, disabled=True)])
    for merged in (old.merged(new), new.merged(old)):
        alice = merged.get("alice")
        assert alice is not None and alice.disabled


def test_merging_keeps_what_only_one_knows() -> None:
    """The union."""
    merged = Directory.of([WEB]).merged(Directory.of([ALICE]))
    assert merged.get("alice") is ALICE and merged.get("WEB$") is WEB


def test_putting_an_account_in_moves_its_spns() -> None:
    """The index follows."""
    moved = Directory.of([WEB, ALICE]).with_account(replace(ALICE, spns=("HTTP/x",)))
    assert getattr(moved.service("HTTP/x"), "name", None) == "alice"


def test_trusts_are_found_by_realm() -> None:
    """Trust accounts are named like the other realm."""
    trust = account("PARTNER.EXAMPLE", kind=AccountKind.TRUST, direction=TrustDirection.INBOUND)
    directory = Directory.of([WEB, trust])
    assert directory.trusts() == (trust,)
    assert directory.trust("partner.example") is trust
    assert directory.trust("corp.example") is None


def test_directions() -> None:
    """Inbound: the other trusts us, so we refer. Outbound: we trust the other, so we accept."""
    assert [(d.refers, d.accepts) for d in TrustDirection] == [(True, False), (False, True), (True, True)]
