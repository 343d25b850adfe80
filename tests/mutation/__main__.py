"""Run every mutant: ``python -m tests.mutation [--again] [file ...]``; the page is ``survivors.md``."""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import sys
import time
from hashlib import sha256
from zlib import crc32

from hypothesis import HealthCheck, Phase, settings

from tests.mutation.campaign import Campaign
from tests.mutation.children import be_silent, in_children, say
from tests.mutation.mutant import Key
from tests.mutation.outcome import AFRESH, Book, Outcome
from tests.mutation.serving import PACKAGE, ROOT
from tests.mutation.survey import Survey, make_survey, read_survey, test_files
from tests.mutation.survivors import PAGE, REASONS, read_reasons, survivors_page, unexplained, unneeded
from tests.mutation.walk import mutants_of

NOTES = ROOT / "build" / "mutation"
TARGETS = ("ad/policy", "study")
SAMPLED = {"ad": 1, "study": 3}
"""One mutant in so many is tried."""
SHARED = ("click.testing", "Crypto.Cipher.AES", "Crypto.Hash.HMAC", "ruamel.yaml", "unittest.mock")
"""What every child needs and no mutant touches: imported once."""
QUICK = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def main() -> int:
    """Try every mutant, write the page, and say which survivors nobody has looked at."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    asked.add_argument("--again", action="store_true", help="only mutants that were not killed in the last run")
    asked.add_argument("--rest", action="store_true", help="only mutants that the last run did not come to")
    asked.add_argument("--all", action="store_true", help="every mutant of study, too, and not one in three")
    asked.add_argument("--jobs", type=int, default=2, help="how many at once (2)")
    asked.add_argument("files", nargs="*", help="only these, such as study/plan or ad/policy/ticket.py")
    told = asked.parse_args()
    _prepare()
    began = time.monotonic()
    found = {file: mutants_of((PACKAGE / file).read_text(encoding="utf-8"), file) for file in target_files()}
    trees = {file: tree for file, (tree, _) in found.items()}
    every = [each for _, mutants in found.values() for each in mutants if told.all or _in_sample(each.key)]
    book = Book(NOTES / "outcomes.jsonl")
    before = book.read()
    keep = {key: o for key, o in before.items() if o.how != AFRESH and (told.rest or (told.again and not o.lives))}
    chosen = [each for each in every if each.key not in keep and each.key.file.startswith(tuple(told.files or [""]))]
    asked_for = {each.key for each in chosen}
    book.begin(o for m in every if (o := before.get(m.key)) is not None and m.key not in asked_for)
    reasons = read_reasons(REASONS)
    hints = {key: o.test for key, o in before.items() if o.test}
    survey = _survey(trees, told.jobs)
    Campaign(trees=trees, survey=survey, book=book, explained=reasons, hints=hints, jobs=told.jobs).run(chosen)
    known = book.read()
    outcomes = [known[each.key] for each in every if each.key in known]
    partly = len(asked_for) < len(every)
    say(f"{(time.monotonic() - began) / 60:.1f} minutes")
    return _report(outcomes, reasons, page=len(outcomes) == len(every), partly=partly, whole=told.all)


def _prepare() -> None:
    os.nice(5)
    os.chdir(ROOT)
    NOTES.mkdir(parents=True, exist_ok=True)
    settings.register_profile("mutation", QUICK)
    settings.load_profile("mutation")
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in SHARED:
        importlib.import_module(name)
    be_silent()


def target_files() -> list[str]:
    """The modules that are mutated."""
    return [str(path.relative_to(PACKAGE)) for room in TARGETS for path in sorted((PACKAGE / room).rglob("*.py"))]


def _in_sample(key: Key) -> bool:
    """Whether a mutant is one of those that are tried: chance has no part in it, nor has the line."""
    return crc32(str(key).encode()) % SAMPLED[key.file.split("/")[0]] == 0


def _survey(trees: dict[str, ast.Module], most: int) -> Survey:
    """The survey of these very sources, tests and stories; files of tests that have changed are surveyed now."""
    common, files = sha256(), test_files()
    for folder in ("kdcsim", "tests", "scenarios"):
        for path in sorted((ROOT / folder).rglob("*")):
            is_test = path.name.startswith("test_") or "mutation" in path.parts
            if path.suffix in (".py", ".yaml", ".csv") and not is_test:
                common.update(path.read_bytes())
    parts = {file: NOTES / "survey" / f"{_digest(common.digest(), file)}.json" for file in files}
    (NOTES / "survey").mkdir(exist_ok=True)
    missing = [file for file in files if not parts[file].exists()]
    if missing:
        say(f"surveying {len(missing)} files of tests")
    jobs = [tuple(missing[at::most]) for at in range(min(most, len(missing)))]
    for told in in_children(jobs, lambda job: make_survey(trees, {f: parts[f] for f in job}), most, limited=False):
        if not all(parts[file].exists() for file in told.job):
            raise SystemExit(f"the survey has failed: {told.said}")
    survey = read_survey(list(parts.values()))
    for test in survey.failed:
        say(f"not asked, for it fails without any mutant: {test}")
    return survey


def _digest(common: bytes, file: str) -> str:
    return sha256(common + file.encode() + (ROOT / file).read_bytes()).hexdigest()[:24]


def _report(outcomes: list[Outcome], reasons: dict[Key, str], *, page: bool, partly: bool, whole: bool) -> int:
    nobody, nothing = unexplained(outcomes, reasons), unneeded(outcomes, reasons) if page and whole else []
    if page:
        of = "" if whole else f" of ad/policy, and one in {SAMPLED['study']} of study"
        how = "; of each what its last trial said" if partly else ""
        when = f"on {time.strftime('%Y-%m-%d')} (every mutant{of}{how})"
        PAGE.write_text(survivors_page(outcomes, reasons, when), encoding="utf-8")
    lives = sum(each.lives for each in outcomes)
    say(f"{len(outcomes)} mutants, {len(outcomes) - lives} killed, {lives} live")
    for key in nobody:
        say(f"nobody has looked at {key}")
    for key in nothing:
        say(f"a reason for nothing: {key}")
    return 1 if nobody or nothing else 0


if __name__ == "__main__":
    sys.exit(main())
