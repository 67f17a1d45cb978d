"""Secrets come from three places, and from none of them into a message."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from providers.auth import Secret, SecretUnavailable
from tui.engine.config import parse_config
from tui.engine.secret_run import run_command
from tui.engine.secrets import CommandSecret, EnvSecret, FileSecret

VALUE = "s3cr3t-VALUE-0123"


def python(code: str) -> list[str]:
    """A command that runs this code."""
    return [sys.executable, "-c", code]


async def test_a_variable_gives_its_value() -> None:
    """The plainest way, for CI."""
    assert (await EnvSecret("KEY", {"KEY": VALUE}).read()).reveal() == VALUE


@pytest.mark.parametrize("environ", [{}, {"KEY": ""}, {"KEY": f"{VALUE}\n{VALUE}"}])
async def test_a_variable_that_is_no_use_is_named(environ: dict[str, str]) -> None:
    """`401` from the vendor would send people to renew a key that is good."""
    with pytest.raises(SecretUnavailable, match="the environment variable KEY") as caught:
        await EnvSecret("KEY", environ).read()
    assert VALUE not in str(caught.value)


async def test_a_file_of_ones_own_gives_its_line(tmp_path: Path) -> None:
    """Also through a link, as password stores lay them out."""
    path, link = tmp_path / "key", tmp_path / "link"
    path.touch(mode=0o600)
    path.write_text(VALUE + "\n")
    link.symlink_to(path)
    assert (await FileSecret(path).read()).reveal() == VALUE
    assert (await FileSecret(link).read()).reveal() == VALUE


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
async def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    """On a jump host "others" are the colleagues of another customer."""
    path = tmp_path / "key"
    path.write_text(VALUE)
    path.chmod(mode)
    with pytest.raises(SecretUnavailable, match="chmod 600") as caught:
        await FileSecret(path).read()
    assert VALUE not in str(caught.value)


async def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    """A pipe that nobody writes to would hang the account for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    for path, said in [
        (pipe, "not a file"),
        (tmp_path, "Is a directory"),
        (tmp_path / "none", "No such file"),
        (tmp_path / "a\0b", "is no name of a file"),
    ]:
        with pytest.raises(SecretUnavailable, match=said):
            await asyncio.wait_for(FileSecret(path).read(), 5)


@pytest.mark.parametrize("content", [b"", b"\n", b"a\nb\n", b"\xff\xfe\xfd" * 5, b"x" * 20_000])
async def test_a_file_without_one_usable_line_is_refused(tmp_path: Path, content: bytes) -> None:
    """A line end inside a header ends the request and prints the key in the error."""
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(SecretUnavailable, match="key"):
        await FileSecret(path).read()


async def test_a_command_is_a_list_of_words_and_no_shell() -> None:
    """A shell would expand what is in the config, and split what has a space."""
    secret = await CommandSecret(["echo", "$HOME;`id` *"], os.environ).read()
    assert secret.reveal() == "$HOME;`id` *"


async def test_a_command_has_no_terminal_and_no_input() -> None:
    """A prompt in the middle of the desk would take its keys and break its picture."""
    code = """
import os, sys
assert sys.stdin.read() == ""
try:
    os.open("/dev/tty", os.O_RDWR)
except OSError:
    print("none")
"""
    assert (await CommandSecret(python(code), os.environ).read()).reveal() == "none"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; print('locked', file=sys.stderr); sys.exit(3)", "ended with 3: locked"),
        (f"print('{VALUE}'); import sys; sys.exit('no: {VALUE}')", "ended with 1"),
        ("pass", "printed is empty"),
        (f"print('{VALUE}'); print('more')", "has a line break at position"),
        ("print('x' * 9000)", "longer than"),
        ("print('a\\x1b[31mb')", "has a character at position 2"),
        ("import sys; print('\\x1b]0;x\\x07', file=sys.stderr); sys.exit(1)", "ended with 1"),
    ],
)
async def test_a_command_that_gives_no_secret_says_why_and_never_what(code: str, said: str) -> None:
    """Its own words are the only clue there is; the value must not be among them."""
    with pytest.raises(SecretUnavailable, match=said) as caught:
        await CommandSecret(python(code), os.environ).read()
    assert VALUE not in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("command", [["/nowhere/pass"], ["/"], ["echo", "a\0b"]])
async def test_a_command_that_cant_be_run_is_named(command: list[str]) -> None:
    """`pass` is not on every host."""
    with pytest.raises(SecretUnavailable, match="can't be run"):
        await CommandSecret(command, os.environ).read()


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("import time; time.sleep(600)", "took longer than"),
        ("", "printed is empty"),
        ("print('x' * 70_000)", "printed more than 64 kB"),
    ],
)
async def test_a_command_is_ended_with_everything_it_started(
    tmp_path: Path, then: str, said: str
) -> None:
    """A helper left behind for each look, deaf to SIGTERM, would fill the host."""
    note = tmp_path / "pid"
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf');"
    code = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "{deaf} time.sleep(600)"])
open({str(note)!r}, "w").write(str(child.pid))
"""
    with pytest.raises(SecretUnavailable, match=said):
        await CommandSecret(python(code + then), os.environ, patience=2).read()

    child = int(note.read_text())
    for _ in range(1_000):
        if not _is_alive(child):
            break
        await asyncio.to_thread(os.sched_yield)
    assert not _is_alive(child)


def _is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z"
    return False


async def test_a_command_that_never_stops_talking_is_bounded() -> None:
    """`yes` for twenty seconds is gigabytes, in a program that promises to be light."""
    began = time.monotonic()
    with pytest.raises(SecretUnavailable):
        await CommandSecret(["yes"], os.environ, patience=0.5).read()
    assert time.monotonic() - began < 10


async def test_a_command_runs_once_for_all_who_wait(tmp_path: Path) -> None:
    """Four looks at once would be four pinentries."""
    log = tmp_path / "runs"
    code = f"open({str(log)!r}, 'a').write('x'); print('{VALUE}')"
    secret = CommandSecret(python(code), os.environ)

    await asyncio.gather(*(secret.read() for _ in range(5)))
    assert log.read_text() == "x"
    await asyncio.gather(*(secret.read(afresh=True) for _ in range(5)))
    assert log.read_text() == "xx"
    await secret.read()
    assert log.read_text() == "xx"


async def test_a_command_that_fails_fails_once_for_all_who_wait(tmp_path: Path) -> None:
    """Four looks that each wait twenty seconds in turn would be eighty of silence."""
    log = tmp_path / "runs"
    code = f"open({str(log)!r}, 'a').write('x'); raise SystemExit(1)"
    secret = CommandSecret(python(code), os.environ)

    outcomes = await asyncio.gather(*(secret.read() for _ in range(4)), return_exceptions=True)
    assert all(isinstance(outcome, SecretUnavailable) for outcome in outcomes)
    assert log.read_text() == "x"
    with pytest.raises(SecretUnavailable):
        await secret.read()
    assert log.read_text() == "xx"


async def test_descriptions_name_the_place_and_not_the_value() -> None:
    """They stand in the account pane."""
    command = CommandSecret(["echo", VALUE], os.environ)
    await command.read()
    described = [
        EnvSecret("KEY", {"KEY": VALUE}).description,
        FileSecret(Path("/keys/fb")).description,
        command.description,
    ]
    assert described == ["env KEY", "file /keys/fb", "command echo"]
    assert VALUE not in repr(Secret(VALUE))


async def test_a_command_that_leaves_an_agent_behind_gives_its_secret(tmp_path: Path) -> None:
    """The first call of the day starts the key agent, which keeps stderr open for ever."""
    note = tmp_path / "pid"
    code = f"""
import subprocess, sys
agent = subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
)
open({str(note)!r}, "w").write(str(agent.pid))
print({VALUE!r})
"""
    secret = await CommandSecret(python(code), os.environ).read()
    assert secret.reveal() == VALUE
    agent = int(note.read_text())
    assert _is_alive(agent)
    os.kill(agent, 9)


async def test_more_than_fits_is_refused_and_never_cut(tmp_path: Path) -> None:
    """The beginning of a wrong file's content would be sent to the vendor as a key."""
    code = "print('k' * 100); import sys; sys.stdout.flush(); sys.stdout.write('\\0' * 70_000)"
    with pytest.raises(SecretUnavailable, match="printed more than 64 kB"):
        await CommandSecret(python(code), os.environ).read()


@pytest.mark.parametrize("form", [str, repr, lambda text: text.encode().hex()])
async def test_the_last_words_of_a_command_hide_the_secret(
    tmp_path: Path, form: Callable[[str], str]
) -> None:
    """Helpers in their debug mode print what they found before they fail."""
    runs = tmp_path / "runs"
    code = f"""
import pathlib, sys
runs = pathlib.Path({str(runs)!r})
if runs.exists():
    print("one", file=sys.stderr)
    sys.exit("locked after " + {form(VALUE)!r} + "; unlock it")
runs.touch()
print({VALUE!r})
"""
    secret = CommandSecret(python(code), os.environ)
    await secret.read()
    with pytest.raises(SecretUnavailable, match="ended with 1: one / locked after") as caught:
        await secret.read(afresh=True)
    assert form(VALUE) not in str(caught.value)
    assert "; unlock it" in str(caught.value)


async def test_a_command_sees_no_secret_of_any_account(tmp_path: Path) -> None:
    """It is somebody else's program, and one account's helper has no business with another."""
    text = """
[accounts.acme]
provider = "fusebill"
api_key = { env = "ACME_KEY" }
[accounts.wills]
provider = "willsuite"
client_id = "41"
client_secret = { command = ["env"] }
"""
    environ = {"ACME_KEY": VALUE, "PATH": os.environ["PATH"], "GNUPGHOME": "/keys"}
    config = parse_config(text, tmp_path / "config.toml", environ)
    assert (await config.accounts["acme"].secrets["api_key"].read()).reveal() == VALUE
    source = config.accounts["wills"].secrets["client_secret"]
    assert isinstance(source, CommandSecret)
    ran = await run_command(["env"], source._environ, 20)
    assert "ACME_KEY" not in ran.out
    assert "GNUPGHOME=/keys" in ran.out
    assert VALUE not in repr((ran, config))
