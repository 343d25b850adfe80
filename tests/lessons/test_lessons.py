"""Lessons teach what happens: every answer is computed, every question can be got right and wrong."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from kdcsim.entrypoints.cli.app import app
from kdcsim.errors import KdcsimError
from kdcsim.report.as_lesson import paragraphs
from kdcsim.report.as_text import as_step
from kdcsim.report.paper import Paper
from kdcsim.scenario.load import load_file
from kdcsim.study.lesson import Ask, Lesson, Mend, Say, choices, lessons, moment, read_lesson, reply, solution
from kdcsim.study.lesson.check import LETTERS
from kdcsim.study.lesson.measure import MEASURES

QUESTIONS = [(each, n) for each in lessons() for n in each.questions]
IDS = [f"{each.number}-{n}" for each, n in QUESTIONS]
COUNTED = ("messages", "exchanges", "event-count", "message-place")
"""Measures whose answer is counted, or is where something lies in the end."""
SEEN_AS = {"another salt": "the salts part here"}


def test_there_are_ten_and_they_are_numbered() -> None:
    """Ten lessons, five to ten minutes each, in order."""
    assert [each.number for each in lessons()] == list(range(1, 11))
    assert all(5 <= each.minutes <= 10 for each in lessons())
    assert lessons()[4].scenario == "exchange-2007"


@pytest.mark.parametrize("lesson", lessons(), ids=lambda each: str(each.number))
def test_each_goes_from_healthy_to_repaired(lesson: Lesson) -> None:
    """Each lesson shows what is healthy, then breaks an arrow, has the tell found, and has something mended."""
    headings = [part.heading.split(",")[0] for part in lesson.parts if part.heading]
    assert headings == ["the healthy signature", "one arrow is broken", "find the tell", "repair it"]
    assert isinstance(lesson.parts[-1], Mend)
    assert lesson.takeaway


@pytest.mark.parametrize(("lesson", "part"), QUESTIONS, ids=IDS)
def test_a_question_can_be_got_right_and_wrong(lesson: Lesson, part: int) -> None:
    """What is right is among the choices, and so is something that is not; both are recognised when they are said."""
    right, offered = solution(lesson, part).right, choices(lesson, part)
    assert right
    if not offered:
        assert reply(lesson, part, right[0]).right
        assert not reply(lesson, part, "something else").right
        return
    assert set(right) < set(offered) and len(offered) <= len(LETTERS)
    for letter, each in zip(LETTERS, offered, strict=False):
        assert reply(lesson, part, each).right == (each in right)
        assert reply(lesson, part, letter).right == (each in right)


@pytest.mark.parametrize(("lesson", "part"), QUESTIONS, ids=IDS)
def test_no_answer_is_typed_in(lesson: Lesson, part: int) -> None:
    """A question names what to measure; its wrong answers do not hold the right one."""
    asked = lesson.parts[part]
    assert not isinstance(asked, Say)
    assert asked.hint
    if isinstance(asked, Ask) and "same-key" not in asked.take:
        assert solution(lesson, part).right[0] not in asked.also


def test_every_measure_is_asked_for() -> None:
    """No measure stands idle."""
    asked = (part for each in lessons() for part in each.parts if isinstance(part, Ask))
    assert {part.take.split(":")[0] for part in asked} == set(MEASURES)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda each: str(each.number))
def test_every_moment_exists(lesson: Lesson) -> None:
    """Whatever a part asks to look at can be looked at."""
    for part in lesson.parts:
        if part.at is not None:
            assert moment(lesson, part.at)[1].record.sentence


def test_lesson_five_is_the_story_of_2012() -> None:
    """The one cure is on the Hub, and needs a restart; purging does nothing."""
    told = lessons()[4]
    mend = told.questions[-1]
    assert solution(told, mend).right == ("Remove DefaultEncryptionType on HUB-1, restart HUB-1.",)
    assert "MODIFIED" in reply(told, mend, "a").came


def test_lesson_eight_has_one_plan_without_an_outage() -> None:
    """RC4 goes without an outage only if the password and the service change together, and before anything else."""
    told = lessons()[7]
    found = solution(told, told.questions[-1])
    assert len(found.right) == 1 and found.right[0].startswith("In one maintenance minute")
    assert sum("after change" in each for each in found.came) == 3


def test_answers_may_be_spelled_as_people_do() -> None:
    """An etype or an error may be given by its name or its number."""
    told = lessons()[1]
    error = told.questions[4]
    for said in ("KDC_ERR_ETYPE_NOSUPP (14)", "kdc_err_etype_nosupp", "14", "0xe", "etype_nosupp"):
        assert reply(told, error, said).right, said
    assert not reply(told, error, "15").right


def test_a_bad_lesson_says_where() -> None:
    """A lesson that cannot be read names file and line."""
    with pytest.raises(KdcsimError, match=r"x\.yaml"):
        read_lesson("number: 1\n", "x.yaml")
    text = "number: 1\ntitle: t\nscenario: office\nminutes: 5\nintro: i\ntakeaway: t\nparts:\n- {aks: what}\n"
    with pytest.raises(KdcsimError, match=r"x\.yaml:8"):
        read_lesson(text, "x.yaml")


def _learn(tmp_path: object, *words: str, said: str = "") -> tuple[int, str]:
    environment = {"XDG_STATE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    done = CliRunner().invoke(app, ["learn", *words], input=said, env=environment)
    return done.exit_code, done.output


def _shown(output: str) -> list[list[str]]:
    """The steps that were shown, each as its lines."""
    lines, steps = output.splitlines(), []
    for start, line in enumerate(lines):
        if line.startswith(("-- ", "   > -- ")) and ", step " in line:
            end = next(n for n in range(start, len(lines)) if lines[n].startswith("  more  "))
            steps.append(lines[start : end + 1])
    return steps


def test_looking_shows_the_step_and_no_more(tmp_path: object) -> None:
    """`look` shows the question's own step on less than a screen, and says how to see the rest."""
    _, output = _learn(tmp_path, "1", said="skip\nskip\nlook\nquit\n")
    steps = _shown(output)
    assert [("healthy, step" in told[0], "snapshot, step" in told[0]) for told in steps] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip
    assert all(len(told) < 40 for told in steps)
    looked = "\n".join(steps[-1])
    assert "KRB_AP_ERR_MODIFIED (41)" in looked and "<- differs" in looked
    assert "kdcsim run office --branch snapshot -v" in steps[-1][-1]


@pytest.mark.parametrize(("lesson", "part"), QUESTIONS, ids=IDS)
def test_an_answer_can_be_seen_in_its_step(lesson: Lesson, part: int) -> None:
    """Whoever types `look` sees what a question asks for; only a sum has to be made."""
    asked = lesson.parts[part]
    if not isinstance(asked, Ask) or asked.take.split(":")[0] in COUNTED:
        return
    (right,) = solution(lesson, part).right
    seen = " ".join(as_step(*moment(lesson, asked.at), Paper()).split())
    for word in right.split("/")[0].replace("nothing", "").replace("empty", '""').split(", "):
        assert SEEN_AS.get(word, word) in seen, (asked.take, word)


def test_a_dash_at_the_start_of_a_line_is_no_list() -> None:
    """Only a block that begins with an item is a list; elsewhere a dash stays in its sentence."""
    told = list(paragraphs("a real client\n- MIT, Java - can talk to it\n\n- one\n  more\n- two", Paper()))
    assert told == ["a real client - MIT, Java - can talk to it", "", "- one more", "- two"]


COMMANDS = sorted({c for each in lessons() for c in re.findall(r"`kdcsim ([^`]+)`", each.intro + each.takeaway)})


@pytest.mark.parametrize("command", COMMANDS)
def test_a_lesson_names_commands_that_exist(command: str) -> None:
    """What stands between backticks is a command with options that it has."""
    name, *words = command.split()
    verb = app.commands[name]
    assert verb.make_context(name, words, resilient_parsing=not words).info_name == name


def test_lesson_ten_says_what_a_client_needs() -> None:
    """The whole line that starts a KDC, the configuration, and passwords that the scenario has."""
    told = lessons()[9].intro
    assert "kdcsim serve office --branch healthy --write-config lab" in told and "KRB5_CONFIG" in told
    plan = load_file("office").branches[0].plan
    passwords = {a.name: a.password for domain in plan.domains for a in domain.accounts}
    for name in ("alice", "svc_web", "svc_wiki"):
        assert name in told and str(passwords[name]) in told


def test_learning_in_the_terminal(tmp_path: object) -> None:
    """A lesson can be left, is continued where it was left, and ends with what remains."""
    code, output = _learn(tmp_path, "1", said="hint\nalice\nFILE-1$\nquit\n")
    assert code == 1 and "not so" in output and "right" in output
    code, output = _learn(tmp_path)
    assert code == 0 and "1/5" in output
    code, output = _learn(tmp_path, "1", said="4\nFILE-1/files\nanother password\nb\n")
    assert code == 0 and "answered before" in output and "Takeaway" in output
    code, output = _learn(tmp_path, "1", "--again", said="")
    assert code == 1


def test_three_wrong_answers_get_the_right_one(tmp_path: object) -> None:
    """Nobody is held up: after three tries the answer is told, and it does not count."""
    code, output = _learn(tmp_path, "1", said="x\ny\nz\nskip\nskip\nskip\nskip\n")
    assert code == 0 and "it is: FILE-1$" in output
    assert "0/5" in _learn(tmp_path)[1]


@pytest.mark.parametrize("lesson", lessons(), ids=lambda each: str(each.number))
def test_worksheet_and_solution(lesson: Lesson, tmp_path: object) -> None:
    """A worksheet has every question and no answer; the solution has every answer."""
    _, sheet = _learn(tmp_path, str(lesson.number), "--worksheet")
    _, solved = _learn(tmp_path, str(lesson.number), "--solution")
    assert sheet.count("Answer: ___") == len(lesson.questions) and "right:" not in sheet
    assert solved.count("right:") >= len(lesson.questions)
    assert all(len(line) <= 100 for line in (sheet + solved).splitlines())


def test_no_such_lesson(tmp_path: object) -> None:
    """A number beyond the last lesson is a wrong use, and says what there is."""
    code, output = _learn(tmp_path, "11")
    assert code == 2 and "1 to 10" in output and lessons()[4].title in output


def test_no_such_lesson_beside_the_picture() -> None:
    """A page is not opened for a lesson that there is not."""
    done = CliRunner().invoke(app, ["web", "--lesson", "42", "--port", "0"])
    assert done.exit_code == 2 and "1 to 10" in done.output and lessons()[9].title in done.output
