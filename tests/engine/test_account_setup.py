"""Writing an account into `config.toml`, and what its vendor says to it."""

from __future__ import annotations

import asyncio
import os
import stat
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

import pytest

from providers.facts import Said
from providers.model import JobRef
from providers.sandbox.options import (
    CLIENT_SECRET,
    FUSEBILL_KEY,
    ZOHO_REFRESH_TOKEN,
    SandboxOptions,
)
from providers.sandbox.server import Sandbox
from providers.setup import Draft, SecretPlace, Way, Written
from providers.watched import Verdict
from tui.engine.account_block import block, preview, suggested_variable
from tui.engine.account_file import NotWritten, append_account
from tui.engine.clock import SystemClock
from tui.engine.config import read_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Watchlist

KEY = SecretPlace(Way.ENV, "ACME_KEY")
ACME = Draft("fusebill", "acme", {"label": "PROD"}, {"api_key": KEY})


def test_the_file_and_its_folder_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    """A new machine has neither."""
    path = tmp_path / "new" / "folder" / "config.toml"
    config, written = append_account(path, ACME, {})
    assert config.accounts["acme"].label == "PROD"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.read_text().splitlines()[written.line - 1] == "[accounts.acme]"
    assert not config.accounts["acme"].allow_actions


OLD = [
    '# mine\n[display]\ntheme = "dark" # so\n',
    '[accounts.b]\nprovider = "fusebill"\napi_key = { env = "B" }',
    '\ufeff# a mark at the beginning\r\n[keys]\r\npause = "P"\r\n',
    "\n\n\n",
]


@pytest.mark.parametrize("old", OLD)
def test_what_is_there_stays_byte_for_byte(tmp_path: Path, old: str) -> None:
    """Comments and order are the person's own."""
    path = tmp_path / "config.toml"
    path.write_bytes(old.encode())
    before = read_config(path, {})
    after, _ = append_account(path, ACME, {})
    assert path.read_bytes().startswith(old.encode())
    assert set(after.accounts) == {*before.accounts, "acme"}
    assert (after.display, after.keys) == (before.display, before.keys)
    assert ("\n" in path.read_bytes().decode().replace("\r\n", "")) is ("\r\n" not in old)


REFUSED = [
    ('[accounts.acme]\nprovider = "fusebill"\napi_key = { env = "A" }\n', "acme already"),
    ("[accounts.b\n", "the file is broken"),
    ("surprise = 1\n", "the file is broken"),
    ('accounts = { b = { provider = "fusebill", api_key = { env = "A" } } }\n', "not fit"),
    ("\xff\xfe", "the file is broken"),
]


@pytest.mark.parametrize(("old", "why"), REFUSED)
def test_a_file_that_can_not_be_added_to_is_left_as_it_is(
    tmp_path: Path, old: str, why: str
) -> None:
    """Never over what is there."""
    path = tmp_path / "config.toml"
    path.write_bytes(old.encode("latin-1"))
    with pytest.raises(NotWritten, match=why) as caught:
        append_account(path, ACME, {})
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == old.encode("latin-1")
    assert not list(tmp_path.glob(".config.toml.*[!k]")), "no scratch file is left"


def test_a_link_to_the_file_stays_one(tmp_path: Path) -> None:
    """Dotfiles are kept in a repository and linked to."""
    real, path = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    real.write_text("# mine\n")
    path.symlink_to(real)
    append_account(path, ACME, {})
    assert path.is_symlink()
    assert "[accounts.acme]" in real.read_text()


def test_a_folder_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "config").write_text("")
    with pytest.raises(NotWritten, match="can't be written"):
        append_account(tmp_path / "config" / "config.toml", ACME, {})


def test_names_and_values_are_quoted_where_they_need_it() -> None:
    """Whatever is typed is read back as it was typed."""
    secret = SecretPlace(Way.COMMAND, "pass show 'my \"key\"'")
    draft = Draft("fusebill", "a.b", {"label": 'PROD "1" # \\ é'}, {"api_key": secret})
    entry = tomllib.loads(block(draft))["accounts"]["a.b"]
    assert entry["label"] == 'PROD "1" # \\ é'
    assert entry["api_key"] == {"command": ["pass", "show", 'my "key"']}


@pytest.mark.parametrize(
    ("draft", "trouble"),
    [
        (Draft("fusebill"), "a name for it"),
        (Draft("fusebill", "acme"), "there is an account acme already"),
        (Draft("fusebill", "b", {}, {"api_key": SecretPlace(Way.COMMAND, "a 'b")}), "not closed"),
        (Draft("fusebill", "b", {}, {"api_key": SecretPlace(Way.COMMAND)}), "which command"),
        (Draft("fusebill", "b", {}, {"api_key": SecretPlace(Way.FILE, " ")}), "which file"),
        (Draft("fusebill", "b", {}, {"api_key": SecretPlace(Way.ENV, "a-b/c=")}), "not its value"),
        (Draft("fusebill", "b", {"base_url": "http://x.example"}, {"api_key": KEY}), "https://"),
        (Draft("zoho", "b"), "client_id must|needs client_id"),
    ],
)
def test_what_can_not_be_written_is_said_in_a_line(draft: Draft, trouble: str) -> None:
    """While it is typed, before a file is touched."""
    said = preview(draft, {"acme": 1}, {}).trouble
    assert any(each in said for each in trouble.split("|"))
    assert "\n" not in said


def test_a_variable_that_is_not_set_is_said_before_it_is_missed() -> None:
    """The desk has the environment that it was started with."""
    assert "ACME_KEY is not set" in preview(ACME, {}, {}).remark
    assert preview(ACME, {}, {"ACME_KEY": "x"}).remark == ""
    assert suggested_variable("4-u", "api_key") == "_4_U_API_KEY"


class Opened:
    """A session on an empty configuration."""

    def __init__(self, folder: Path) -> None:
        path = folder / "config.toml"
        self.store = Store(None)
        self.session = Session(
            read_config(path),
            Watchlist(folder / "watchlist.toml"),
            self.store,
            SystemClock(),
            RecordShelf(folder / "records"),
        )
        self.session.open()

    @asynccontextmanager
    async def running(self, on_news: Callable[[], None] = lambda: None) -> AsyncIterator[Session]:
        """The session, while it asks."""
        task = asyncio.create_task(self.session.run(on_news))
        await asyncio.sleep(0)
        yield self.session
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def no_terminal() -> AbstractContextManager[None]:
    """No command asks here."""
    raise AssertionError("the terminal was not to be lent")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, SecretPlace]:
    """The sandbox's secrets in files of their own."""
    places: dict[str, SecretPlace] = {}
    for key, secret in (
        ("api_key", FUSEBILL_KEY),
        ("client_secret", CLIENT_SECRET),
        ("refresh_token", ZOHO_REFRESH_TOKEN),
    ):
        path = tmp_path / key
        path.touch(mode=0o600)
        path.write_text(secret)
        places[key] = SecretPlace(Way.FILE, str(path))
    return places


@pytest.mark.parametrize(
    ("provider", "keys", "texts", "asked"),
    [
        ("fusebill", ["api_key"], {"base_url": "{}/fusebill/v1"}, 1),
        (
            "willsuite",
            ["client_secret"],
            {
                "client_id": "sandbox",
                "base_url": "{}/willsuite/engine/api",
                "token_url": "{}/willsuite/engine/api/oauth/token/",
            },
            2,
        ),
        (
            "zoho",
            ["client_secret", "refresh_token"],
            {"client_id": "1000.SANDBOXCLIENT", "base_url": "{}", "accounts_url": "{}"},
            2,
        ),
    ],
)
async def test_a_new_account_works_without_a_new_start(
    tmp_path: Path,
    files: dict[str, SecretPlace],
    provider: str,
    keys: list[str],
    texts: dict[str, str],
    asked: int,
) -> None:
    """It is written, taken up and asked one harmless thing."""
    async with Sandbox(SandboxOptions()) as sandbox, Opened(tmp_path).running() as session:
        assert session.notices
        filled = {key: text.format(sandbox.base_url) for key, text in texts.items()}
        draft = Draft(provider, "new", filled, {key: files[key] for key in keys})
        assert session.setup.preview(draft).trouble == ""
        written = await session.setup.write(draft)
        assert isinstance(written, Written)
        tried = await session.setup.test("new", no_terminal)
    assert tried.works, tried.text
    assert len(tried.asked) == asked
    assert [account.name for account in session.accounts()] == ["new"]
    assert session.notices == ()
    assert session.setup.preview(draft).trouble.startswith("there is an account new already")


async def test_a_refused_secret_is_said_and_the_account_stays(tmp_path: Path) -> None:
    """It is mended where the secret is, not typed again."""
    path = tmp_path / "wrong"
    path.touch(mode=0o600)
    path.write_text("bm90IHRoZSBrZXk=")
    async with Sandbox(SandboxOptions()) as sandbox, Opened(tmp_path).running() as session:
        texts = {"base_url": f"{sandbox.base_url}/fusebill/v1"}
        draft = Draft("fusebill", "acme", texts, {"api_key": SecretPlace(Way.FILE, str(path))})
        await session.setup.write(draft)
        tried = await session.setup.test("acme", no_terminal)
        path.unlink()
        missing = await session.setup.test("acme", no_terminal)
    assert not tried.works
    assert tried.text.startswith("Fusebill refuses the credentials")
    assert not missing.works
    assert missing.text.startswith("no secret: ")
    assert "bm90IHRoZSBrZXk" not in tried.text + missing.text


async def test_jobs_that_waited_for_their_account_are_followed(
    tmp_path: Path, files: dict[str, SecretPlace]
) -> None:
    """A watchlist from a colleague came before the credentials."""
    opened = Opened(tmp_path)
    ref = JobRef("acme", "bulk", "373334")
    opened.session.open_unsaved([ref])
    [row] = opened.session.rows()
    assert row.verdict is Verdict.NOACC
    heard = asyncio.Event()
    async with Sandbox(SandboxOptions()) as sandbox, opened.running(heard.set):
        texts = {"base_url": f"{sandbox.base_url}/fusebill/v1"}
        draft = Draft("fusebill", "acme", texts, {"api_key": files["api_key"]})
        assert not isinstance(await opened.session.setup.write(draft), Said)
        async with asyncio.timeout(10):
            while opened.session.rows()[0].job is None:
                heard.clear()
                await heard.wait()
    assert opened.session.rows()[0].verdict is Verdict.READY


def test_two_that_append_at_once_both_stand(tmp_path: Path) -> None:
    """Two panes of one person."""
    path = tmp_path / "config.toml"
    for name in ("a", "b"):
        append_account(path, Draft("fusebill", name, {}, {"api_key": KEY}), os.environ)
    assert list(read_config(path, {}).accounts) == ["a", "b"]
