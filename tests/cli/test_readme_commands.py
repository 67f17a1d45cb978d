"""Each command that the README shows is run, and what it says of their output is held to it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest

from providers.acting import SendState
from providers.model import JobState, Presence, RecordState
from providers.watched import Verdict
from tests.terminal.desks import Desk
from tui.arguments import COMMANDS
from tui.engine.finding import Mark
from tui.parser import build_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Program

README: Final = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
ROWS: Final = [
    row.replace("\\|", "|").split()
    for row in re.findall(r"^\| `bulkjobs-tui ?([^`]*)` \|", README, re.M)
]
DRAWN: Final = ("", "REF|URL|ID...", "demo")
"""What begins a row of which a desk comes."""
ID: Final = {"cancel": "500002", "errors": "500014", "export": "500014"}
"""The job that a command is tried on, where it is not the usual one."""
VALUES: Final = {
    "--timeout": "30m",
    "--state": "failed",
    "--list": "main",
    "--memo": "T-1",
    "--speed": "50",
    "--records": "300",
    "--port": "0",
}
NOT_DONE: Final = {"settle": "no action on it is open"}
"""What can't be done to the job, and is said."""


def runs_of(row: list[str]) -> list[list[str]]:
    """The row with all that is optional, once for each choice it offers; and with none of it."""
    # An option and its value stand together in their brackets.
    parts = re.findall(r"\[[^\]]+\]|\S+", " ".join(row))
    choices = [list(_choices(part.strip("[]").replace("...", ""))) for part in parts]
    most = max(map(len, choices))
    whole = [" ".join(each[n % len(each)] for each in choices).split() for n in range(most)]
    bare = [each[0] for each, part in zip(choices, parts, strict=True) if part[0] != "["]
    return [*whole, bare]


def _choices(part: str) -> Iterator[str]:
    """`--format csv|md` offers `--format csv` and `--format md`."""
    option, _, offered = part.rpartition(" ")
    return (f"{option} {each}".strip() for each in offered.split("|"))


def spelled(run: list[str], base_url: str, file: Path) -> list[str]:
    """The run with words of our own in the places that the README leaves open."""
    number = next((ID[word] for word in run if word in ID), "373334")
    own = {
        "REF": f"fusebill/bulk/{number}",
        "URL": f"{base_url}/fusebill/v1/BulkApi/{number}",
        "ID": number,
        "FILE": str(file),
    }
    before = ["", *run]
    return [
        VALUES.get(last, own.get(word, word)) if word.isupper() else word
        for last, word in zip(before, run, strict=False)
    ]


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row and row[0] in COMMANDS and row[0] not in ("demo", "sandbox")],
    ids=lambda row: row[0],
)
def test_each_row_of_the_table_runs_in_each_of_its_forms(
    program: Program, tmp_path: Path, row: list[str]
) -> None:
    """What is copied from here and refused sends its reader to the source."""
    for at, run in enumerate(runs_of(row)):
        program.run("add", "fusebill/bulk/373334", "fusebill/bulk/500014")
        if row[0] == "act":
            program.run("status", "fusebill/bulk/373334")
        words = spelled(run, program.vendors.base_url, tmp_path / f"{at}.out")
        ended = program.run(*words)
        is_asked_back = words[0] == "act" and "--confirm" not in words
        excuse = NOT_DONE.get(words[2]) if words[0] == "act" else None
        if excuse or is_asked_back:
            assert ended.code == 2
            assert (excuse or "nothing was sent") in ended.err
        elif words[:1] in (["status"], ["watch"]) and len(words) < 3:
            # Of the whole watchlist, on which a job has failed.
            assert (ended.code, ended.err) == (1, "")
        else:
            assert (ended.code, ended.err) == (0, ""), words


def test_the_rows_name_every_command_there_is() -> None:
    """A command that nobody is told of does not exist; nor does one that is only told of."""
    named = {row[0] for row in ROWS if row} - {"REF|URL|ID...", "--config"}
    assert named == {*COMMANDS} - {"desk"}


def test_every_option_told_is_a_real_one(capsys: pytest.CaptureFixture[str]) -> None:
    """In the table and in the text alike."""
    prose = re.sub(r"```sh\n.*?```", "", README, flags=re.S)
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", prose))
    for words in (["--help"], *([name, "--help"] for name in COMMANDS)):
        with pytest.raises(SystemExit):
            build_parser().parse_args(words)
    known = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
    assert {"--json", "--config", "--force"} <= told <= known


def test_the_desk_opens_by_each_of_its_rows_and_q_leaves_it(
    program: Program, tmp_path: Path
) -> None:
    """On the watchlist, on jobs, on another configuration, and on played vendors."""
    config, url = str(program.config), program.vendors.base_url
    program.run("add", "fusebill/bulk/500014")
    rows = {
        "": (("--config", config), b"500014"),
        "REF|URL|ID...": (
            ("--config", config, "fusebill/bulk/500005", f"{url}/fusebill/v1/BulkApi/500012"),
            b"500012",
        ),
        "demo": (("demo",), b"500003"),
    }
    assert [" ".join(row) for row in ROWS if (row or [""])[0] in DRAWN] == [*rows]
    with ExitStack() as open_desks:
        desks = [
            (open_desks.enter_context(Desk(tmp_path / f"home{at}", *words)), text)
            for at, (words, text) in enumerate(rows.values())
        ]
        for desk, text in desks:
            desk.read_until(text, since=0)
            desk.press(b"q")
        for desk, _ in desks:
            give_up = time.monotonic() + 30
            while desk.process.poll() is None and time.monotonic() < give_up:
                desk.read(0.05)
            assert desk.process.returncode == 0


def test_the_sandbox_row_prints_a_configuration_at_once_and_whole(tmp_path: Path) -> None:
    """`sandbox > FILE &` is how somebody tries the program without an account."""
    [row] = [row for row in ROWS if row and row[0] == "sandbox"]
    words = spelled(runs_of(row)[0], "", tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", *words], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = ""
    while "refresh_token" not in line:
        line = process.stdout.readline()
        assert line
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 143


Form: TypeAlias = "dict[str, Form]"
"""Fields, each with those within it; none for a plain value."""

[_BLOCK] = re.findall(r"```text\n(status --json.*?)```", README, re.S)
SHOWN: Final[dict[str, str]] = {
    name.strip(): form
    for name, form in re.findall(r"^(\S[^\n{]*?)\s+(\{[^\n]*(?:\n +[^\n]+)*)", _BLOCK, re.M)
}


LINES: Final = ("", ", its first line", ", each other line")


def form_of(text: str) -> Form:
    """The form that the README writes as `{name name{…} name[…]}`: fields, and what is in them."""
    words = re.findall(r"[a-z_]+|[A-Z]+|[{}\[\]]", text)
    form: Form = {}
    above: list[Form] = []
    name = ""
    for word in words:
        if word in "{[":
            above.append(form)
            form = form.setdefault(name, {}) if name else form
        elif word in "}]":
            form = above.pop()
        elif word.isupper():
            form.update(form_of(SHOWN[word]))
        else:
            name = word
            form[name] = {}
    return form


def assert_fits(found: object, form: Form, where: str) -> None:
    """An object has the fields of the form in its order, and so have those within it."""
    if found is None:
        return
    if isinstance(found, list):
        for each in found:
            assert_fits(each, form, where)
        return
    assert isinstance(found, dict), where
    assert list(found) == list(form), where
    for name, inner in form.items():
        if inner:
            assert_fits(found[name], inner, f"{where}.{name}")
        else:
            values = found[name] if isinstance(found[name], list) else [found[name]]
            assert name == "named" or not any(isinstance(each, dict) for each in values), name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("status --json", ("status", "{all}", "--json")),
        ("wait --json", ("wait", "fusebill/bulk/500014", "--json")),
        ("records --format jsonl", ("records", "fusebill/bulk/500014", "--format", "jsonl")),
        ("export --format evidence", ("export", "fusebill/bulk/500014", "--format", "evidence")),
        ("errors --json", ("errors", "fusebill/bulk/500014", "--json")),
        ("list --json", ("list", "--json")),
        ("act --json", ("act", "fusebill/bulk/373334", "process", "--confirm", "373334", "--json")),
        ("doctor --json", ("doctor", "--json")),
    ],
)
def test_json_has_the_form_that_is_shown(
    program: Program, name: str, words: tuple[str, ...]
) -> None:
    """Scripts are written against it, field by field."""
    everything = (
        "fusebill/bulk/500014",
        "fusebill/service/2607617",
        "willsuite/job/43dbbc35-d114-4da5-a1c0-6abbea6d7bf5",
        "zoho/write/5000000000000900002",
        "zoho/read/5000000000000800004",
    )
    (program.config.parent / "errors.toml").write_text(
        '[[error]]\npattern = "/already cancelled/"\nreference = "KB-1"\n'
    )
    program.run("add", *everything)
    ended = program.run(*chain.from_iterable(everything if w == "{all}" else (w,) for w in words))
    lines = ended.out.splitlines()
    forms = [SHOWN[f"{name}{which}"] for which in LINES if f"{name}{which}" in SHOWN]
    assert lines
    for line, form in zip(lines, [*forms[:1], *repeat(forms[-1], len(lines) - 1)], strict=True):
        assert_fits(json.loads(line), form_of(form), name)


def test_the_words_that_fields_may_hold_are_all_told() -> None:
    """A script's `case` over them must be able to be whole."""
    told = re.search(r"```\n\nA job's `state` is.*?### Exit", README, re.S)
    assert told is not None
    sentences = re.split(r"[.;]\s", told[0].replace("\n", " "))

    def words_after(begin: str) -> list[str]:
        [sentence] = [each for each in sentences if begin in each]
        return re.findall(r"`([a-z_]+)`", sentence.partition(begin)[2])

    assert words_after("A job's `state` is")[: len(JobState)] == [*JobState]
    assert words_after("which is about our view of it,") == [*Presence]
    assert words_after("A record's `state` is") == [*RecordState]
    acted = {*SendState} - {SendState.SENDING}
    assert {*words_after("The `state` of `act` is")} == {*acted, "null"}
    assert words_after("a `mark` of `doctor` is") == [*Mark]
    section = README.partition("## Verdicts")[2].partition("\n## ")[0]
    assert re.findall(r"`([A-Z]+)`", section) == [*Verdict]
