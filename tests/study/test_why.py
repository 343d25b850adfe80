"""Why a step came out as it did: the key picture, and the rules from symptom to root."""

from kdcsim.scenario.load import load
from kdcsim.study.doubt import doubts
from kdcsim.study.picture import Difference, picture
from kdcsim.study.run import play
from kdcsim.study.why import why
from tests.study.two_servers import TEXT, branch, step, verdict


def test_picture_sets_the_two_keys_side_by_side() -> None:
    """The KDC's key and the session's differ because their salts do, and the first difference is found."""
    drawn = picture(branch("broken").run, step("broken", "send"))
    assert drawn is not None and drawn.sealed is not None
    assert drawn.difference is Difference.SALT
    assert drawn.sealed.salt == "CONTOSO.COMhostb.contoso.com"
    assert [card.salt for card in drawn.tried] == [""]
    assert drawn.first_difference == 0
    assert drawn.sealed.fingerprint != drawn.tried[0].fingerprint


def test_picture_of_a_ticket_that_opens() -> None:
    """A ticket opens exactly when both fingerprints are the same."""
    drawn = picture(branch("fine").run, step("fine", "send"))
    assert drawn is not None and drawn.sealed is not None
    assert drawn.difference is Difference.NONE
    assert drawn.first_difference is None
    assert drawn.closest is not None and drawn.closest.fingerprint == drawn.sealed.fingerprint


def test_rules_go_from_the_symptom_to_the_root() -> None:
    """First the missing salt, then the value that made the session ask with RC4, at the step where it asked."""
    reason = why(branch("broken").run, step("broken", "send"))
    assert reason is not None
    told = [(b.rung.rule, b.step) for b in reason.rules]
    assert told[:2] == [
        ("rc4-preauthentication-never-tells-salt", "send"),
        ("default-encryption-type-needs-no-salt", "boot-b"),
    ]
    assert ("account-declares", "send") in told


def test_a_ticket_from_an_earlier_step_is_traced_to_its_exchange() -> None:
    """A ticket that lay in the cache is compared with the key of the exchange that issued it."""
    drawn = picture(branch("wrong").run, step("wrong", "send-again"))
    assert drawn is not None and drawn.sealed is not None
    assert drawn.sealed.holder == "DC-2008 for account B$"


def test_short_says_the_heart_of_it() -> None:
    """One sentence suffices for a list of verdicts."""
    reason = why(branch("broken").run, step("broken", "send"))
    assert reason is not None
    assert reason.short == 'salt "" instead of "CONTOSO.COMhostb.contoso.com"'


def test_other_readings_are_played() -> None:
    """Under another salt the ticket stays shut; without any AES key the error is another one."""
    told = {(d.assumed.name, d.reading): d for d in doubts(verdict().run, branch("broken"))}
    assert told["salt-fallback", "user-form"].same
    no_key = told["salt-fallback", "no-aes-key"]
    assert not no_key.same and not no_key.holds
    assert no_key.brief == "KRB_AP_ERR_NOKEY (45): NetworkService (0x3e4) on B holds no AES256 (18) key"


WRONG_ACCOUNT = (
    TEXT[: TEXT.index("branches:")].replace("2003", "2008")
    + """\
  - boot: B
  - connect: {from: A, as: LocalSystem, to: B/Receiver, spn: HTTP/b.contoso.com}
    id: send
    expect: refused
"""
)


def test_an_spn_on_another_account() -> None:
    """The picture names the account that the ticket was sealed for, and salts are no longer the question."""
    text = WRONG_ACCOUNT.replace(
        "dcs: {DC-2008: 2008 SP2}",
        "dcs: {DC-2008: 2008 SP2}\n    accounts:\n"
        "      svc: {password: secret, spns: [HTTP/b.contoso.com], supported_etypes: 0x18}",
    )
    (run,) = play(load(text, "wrong-account.yaml")).branches
    played = run.at("send")
    assert played is not None
    drawn, reason = picture(run, played), why(run, played)
    assert drawn is not None and drawn.sealed is not None and reason is not None
    assert drawn.difference is Difference.ACCOUNT
    assert drawn.sealed.salt == "CONTOSO.COMsvc"
    assert reason.short == "sealed for svc, but the service runs as B$"
    assert "salt" not in {b.ladder for b in reason.rules}


REFUSED = """\
kdcsim: 1
title: A filter on a DC
domains:
  contoso.com:
    functional_level: 2012R2
    dcs:
      DC01:
        os: 2022
        update: 2026-04
    accounts:
      svc_web: {spns: [HTTP/web.contoso.com]}
      alice: {password: Pa$$w0rd}
hosts:
  PC: {os: MIT, domain: contoso.com, supported_etypes: unset, etypes: [RC4]}
steps:
  - boot: PC
  - log_on: {on: PC, user: alice, password: Pa$$w0rd}
  - request_ticket: {from: PC, as: alice, spn: HTTP/web.contoso.com}
    id: ask
"""


def test_facts_show_where_they_were_told() -> None:
    """The DC's enforcement leads to its update level, the account's missing value to the account."""
    (run,) = play(load(REFUSED, "refused.yaml")).branches
    reason = why(run, run.own[-1])
    assert reason is not None
    told = {str(t.fact.address): t.span.line for b in reason.rules for t in b.facts if t.span is not None}
    assert told["dc/DC01/RC4DefaultDisablementPhase"] == 9
    assert told["account/svc_web/msDS-SupportedEncryptionTypes"] == 11


def test_a_refusal_names_what_was_taken_away() -> None:
    """Before the rule that gives up stand the rules that left it nothing."""
    text = REFUSED.replace("        update: 2026-04", "        registry: {FILTER: 0x18}")
    path = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Kerberos\\Parameters"
    text = text.replace("FILTER", f"'{path}\\SupportedEncryptionTypes'")
    (run,) = play(load(text, "refused.yaml")).branches
    refused = next(p for p in run.own if p.record.error == 14)
    reason = why(run, refused)
    assert reason is not None
    taken = {b.rung.rule: b.value for b in reason.rules}
    assert taken["hint-kdc-filter"].startswith("takes away etype 23")
    assert reason.rules[-1].value == "refused: KDC_ERR_ETYPE_NOSUPP (14)"
