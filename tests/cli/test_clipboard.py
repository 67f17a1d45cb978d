"""The roads to a clipboard: which is taken, and what is left where none is sure."""

from __future__ import annotations

import base64
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from providers.copying import Placed, Road
from tui.clipboard import CAP, Ladder, for_screen, for_terminal

PLAIN = {"TERM": "xterm-256color"}
HOSTILE = "\x1b]52;c;\x07\x1b\\\x1bP ; rm -rf ~\r\n\x9c\ud800 ü"


class Lab:
    """A ladder, what it wrote, and a `tmux` of the test's own in its path."""

    def __init__(self, folder: Path, environ: Mapping[str, str], tmux: str = "") -> None:
        self.file = folder / "state" / "clip.txt"
        self.got = folder / "got"
        self.written: list[str] = []
        tools = folder / "bin"
        tools.mkdir()
        if tmux:
            program = tools / "tmux"
            program.write_text(f"#!/bin/sh\n{tmux}\n")
            program.chmod(0o755)
        path = f"{tools}:/usr/bin:/bin" if tmux else str(tools)
        self.ladder = Ladder(
            self.write, self.file, {**environ, "PATH": path, "GOT": str(self.got)}, patience=5.0
        )

    def write(self, sequence: str) -> bool:
        self.written.append(sequence)
        return True


def decoded(sequence: str) -> str:
    """What a terminal takes from an OSC 52."""
    found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sequence)
    assert found is not None, sequence
    return base64.b64decode(found[1]).decode()


async def test_a_bare_terminal_is_sent_it_raw_and_a_file_has_it_too(tmp_path: Path) -> None:
    """Nobody knows whether it arrived, so that it has to be somewhere."""
    lab = Lab(tmp_path, PLAIN)
    placed = await lab.ladder.put("373334\n373335")
    assert (placed.road, placed.file) == (Road.TERMINAL, str(lab.file))
    assert [decoded(each) for each in lab.written] == ["373334\n373335"]
    assert lab.file.read_text() == "373334\n373335"
    assert stat.S_IMODE(lab.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(lab.file.parent.stat().st_mode) == 0o700


async def test_a_vendors_text_cannot_end_the_sequence(tmp_path: Path) -> None:
    """Behind the end of it, whatever it says would be the terminal's orders."""
    lab = Lab(tmp_path, PLAIN)
    await lab.ladder.put(HOSTILE)
    (sequence,) = lab.written
    assert decoded(sequence) == HOSTILE.replace("\ud800", "?")


@pytest.mark.parametrize("environ", [{"STY": "1.pts", "TERM": "xterm"}, {"TERM": "screen.xterm"}])
async def test_screen_is_given_envelopes_that_it_can_hold(
    tmp_path: Path, environ: Mapping[str, str]
) -> None:
    """It writes on the screen what is longer than it can hold."""
    lab = Lab(tmp_path, environ)
    placed = await lab.ladder.put("x" * 3_000)
    assert (placed.road, placed.file) == (Road.SCREEN, str(lab.file))
    (written,) = lab.written
    envelopes = re.findall(r"\x1bP(.*?)\x1b\\", written, re.DOTALL)
    assert "".join(f"\x1bP{each}\x1b\\" for each in envelopes) == written
    assert max(map(len, envelopes)) <= 256
    assert decoded("".join(envelopes)) == "x" * 3_000


@pytest.mark.parametrize(
    ("features", "road"),
    [("256,clipboard,title", Road.TMUX), ("256,title", Road.TMUX_ONLY), ("", Road.TMUX_ONLY)],
)
async def test_tmux_is_given_it_by_its_own_command(
    tmp_path: Path, features: str, road: Road
) -> None:
    """Its default settings drop escape sequences of programs, wrapped or not."""
    lab = Lab(
        tmp_path,
        {**PLAIN, "TMUX": "/tmp/x,1,0"},
        f'printf "%s " "$@" >"$GOT"; echo >>"$GOT"; cat >>"$GOT"; echo "{features}"',
    )
    assert await lab.ladder.put("a\x1bb") == Placed(road)
    command, got = lab.got.read_text().split("\n")
    assert command.startswith("load-buffer -w - ; display-message -p")
    assert got == "a\x1bb"
    assert lab.written == []
    assert not lab.file.exists()


@pytest.mark.parametrize(
    "tmux",
    ["", "echo 'unknown flag -w' >&2; exit 1", "cat >/dev/null; exit 1", "exec 0<&-; exit 1"],
    ids=["not there", "too old", "dead", "does not listen"],
)
async def test_a_tmux_that_does_not_take_it_is_passed_over(tmp_path: Path, tmux: str) -> None:
    """Not wrapped for screen, though tmux goes by its name: it opens no such envelope."""
    lab = Lab(tmp_path, {"TERM": "screen-256color", "TMUX": "/tmp/x,1,0"}, tmux)
    assert (await lab.ladder.put("y" * 50_000)).road is Road.TERMINAL
    assert [len(decoded(each)) for each in lab.written] == [50_000]


async def test_a_tmux_that_hangs_is_given_up_and_ended(tmp_path: Path) -> None:
    """Its server may be stopped; the desk is not."""
    lab = Lab(tmp_path, {**PLAIN, "TMUX": "/tmp/x,1,0"}, 'echo $$ >"$GOT"; exec sleep 1000')
    lab.ladder._patience = 0.3
    placed = await lab.ladder.put("x")
    assert placed.road is Road.TERMINAL
    if lab.got.exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int(lab.got.read_text()), 0)


async def test_more_than_terminals_take_goes_to_the_file_alone(tmp_path: Path) -> None:
    """Some drop the whole of it without a word, and some what stands behind it."""
    lab = Lab(tmp_path, {**PLAIN, "TMUX": "/tmp/x,1,0"}, 'cat >"$GOT"; echo clipboard')
    most = CAP // 4 * 3
    assert (await lab.ladder.put("z" * most)).road is Road.TMUX
    placed = await lab.ladder.put("z" * (most + 1))
    assert placed == Placed(Road.FILE, str(lab.file), is_too_long=True)
    assert lab.file.stat().st_size == most + 1
    assert lab.written == []


async def test_a_terminal_without_a_clipboard_is_sent_nothing(tmp_path: Path) -> None:
    """The console would write the sequence on the screen."""
    lab = Lab(tmp_path, {"TERM": "linux"})
    assert await lab.ladder.put("x") == Placed(Road.FILE, str(lab.file))
    assert lab.written == []


async def test_without_a_file_it_says_why(tmp_path: Path) -> None:
    """Where nobody knows whether it arrived, that there is no copy of it has to be known."""
    lab = Lab(tmp_path, PLAIN)
    lab.file.parent.write_text("in the way")
    placed = await lab.ladder.put("x")
    assert placed.road is Road.TERMINAL
    assert "clip.txt can't be written: " in placed.trouble
    placed = await lab.ladder.put("x" * CAP)
    assert placed.road is Road.NONE
    assert "clip.txt can't be written: " in placed.trouble


def test_the_envelopes_hold_the_sequence() -> None:
    """Whole, and in its order."""
    assert "".join(each[2:-2] for each in for_screen("QUJD" * 200)) == for_terminal("QUJD" * 200)
