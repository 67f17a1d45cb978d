"""What a config file may hold, and what is said of one that holds something else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from providers.base import Account
from providers.sandbox.config import config_toml
from tui.engine.config import Config, ConfigError, Display, Lines, parse_config, read_config
from tui.engine.secrets import CommandSecret, EnvSecret, FileSecret

PATH = Path("/somewhere/config.toml")
FUSEBILL = '[accounts.acme]\nprovider = "fusebill"\napi_key = { env = "KEY" }\n'


def parse(text: str) -> Config:
    """The configuration in `text`, with nothing in the environment."""
    return parse_config(text, PATH, {})


def test_every_key_of_an_account_arrives_where_it_is_used() -> None:
    """A key that is read into nothing is a setting that somebody believes in."""
    config = parse(
        """
        [display]
        theme = "dark"
        [keys]
        refresh = "f5"
        [accounts.acme]
        provider = "fusebill"
        label = "PROD"
        base_url = "http://127.0.0.1:9/v1"
        allow_actions = true
        timezone = "Europe/Berlin"
        budget = 0.25
        proxy = "http://proxy:3128"
        ca_file = "ca.pem"
        poll = 30
        time_scale = 2
        api_key = { env = "KEY" }
        [accounts.wills]
        provider = "willsuite"
        client_id = "41"
        client_secret = { command = ["pass", "show"] }
        token_url = "https://wills.example/token"
        [accounts."crm.eu"]
        provider = "zoho"
        data_center = "eu"
        environment = "sandbox"
        version = "v8"
        client_id = "1000.X"
        client_secret = { file = "~/zoho" }
        refresh_token = { env = "REFRESH" }
        accounts_url = "https://accounts.example"
        download_hosts = ["download.example"]
        """
    )
    acme, wills, crm = config.accounts.values()
    assert isinstance(acme.secrets["api_key"], EnvSecret)
    assert acme == Account(
        name="acme",
        provider="fusebill",
        label="PROD",
        base_url="http://127.0.0.1:9/v1",
        allow_actions=True,
        timezone="Europe/Berlin",
        proxy="http://proxy:3128",
        ca_file="/somewhere/ca.pem",
        time_scale=2.0,
        poll=30.0,
        budget=0.25,
        secrets=acme.secrets,
    )
    assert wills.options == {"client_id": "41", "token_url": "https://wills.example/token"}
    assert isinstance(wills.secrets["client_secret"], CommandSecret)
    assert crm.name == "crm.eu"
    assert crm.hosts == ("download.example",)
    assert set(crm.options) == {
        "data_center",
        "environment",
        "version",
        "client_id",
        "accounts_url",
    }
    assert crm.secrets["client_secret"] == FileSecret(Path.home() / "zoho")
    assert config.display == Display("dark")
    assert config.keys == {"refresh": "f5"}


def test_what_the_sandbox_prints_is_a_configuration_as_it_stands() -> None:
    """`sandbox > config.toml` is the first thing the README tells somebody to do."""
    config = parse(config_toml("http://127.0.0.1:8080", 50))

    assert list(config.accounts) == ["fusebill", "willsuite", "zoho"]
    assert all(account.time_scale == 1_000 for account in config.accounts.values())


def test_no_file_is_no_accounts_and_no_error(tmp_path: Path) -> None:
    """Whoever starts it for the first time has none."""
    assert read_config(tmp_path / "none.toml").accounts == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("acounts = 1", ":1: unknown key 'acounts' in the top level (did you mean accounts?)"),
        ("\n[dispaly]\n", ":2: unknown key 'dispaly' in the top level (did you mean display?)"),
        ("[display]\n\nthem = 1", ":3: unknown key 'them' in [display] (did you mean theme?)"),
        ('[display]\ntheme = "red"', ":2: theme must be one of terminal, dark"),
        ("[keys]\nrefresh = 5", ":2: refresh must be a key's name in quotes"),
        ("accounts = 1", ":1: accounts must be a table: [accounts]"),
        ("[accounts]\nacme = 1", ":2: account 'acme' must be a table: [accounts.acme]"),
        (FUSEBILL + "api_kee = 1", ":4: unknown key 'api_kee' in account acme (did you mean api_k"),
        (FUSEBILL + 'label = "x"\n[accounts.b]\nprovider = "fusebil"', ":6: provider must be one"),
        ('[accounts.b]\nprovider = "fusebil"', "none (did you mean fusebill?)"),
        ("[accounts.b]\n", ":1: provider must be one of fusebill, willsuite, zoho; it is missing"),
        (FUSEBILL + "label = 1", ":4: label must be text in quotes"),
        (FUSEBILL + 'allow_actions = "yes"', ":4: allow_actions must be true or false"),
        (FUSEBILL + "poll = 0", ":4: poll must be a number from 1 to 86400"),
        (FUSEBILL + "poll = nan", ":4: poll must be a number"),
        (FUSEBILL + "budget = true", ":4: budget must be a number from 0.001 to 1"),
        (FUSEBILL + "time_scale = 2", ":4: time_scale is for a base_url on this machine only"),
        (FUSEBILL + 'timezone = "Mars/Base"', ":4: timezone 'Mars/Base' is not an IANA zone"),
        (FUSEBILL + 'timezone = "../etc"', ":4: timezone '../etc' is not an IANA zone"),
        (FUSEBILL + 'base_url = "http://vendor.example"', ":4: base_url must be https://…"),
        (FUSEBILL + 'base_url = "https://me@vendor.example"', ":4: base_url must be https://…"),
        (FUSEBILL + 'ca_file = "~nobody-here/ca"', ":4: ca_file: there is no home folder"),
        (FUSEBILL + "data_center = 1", ":4: unknown key 'data_center' in account acme"),
        ('[accounts.b]\nprovider = "fusebill"', ":1: account b needs api_key"),
        ('[accounts.b]\nprovider = "willsuite"', "needs client_id + client_secret or token"),
        ('[accounts."a/b"]\nprovider = "fusebill"', ":1: account name 'a/b': use letters"),
        ('[accounts."a.b"]\nprovider = "fusebill"\nx = 1', ":3: unknown key 'x'"),
        ('[accounts]\nb = { provider = "fusebill", x = 1 }', ":2: unknown key 'x'"),
        ('[accounts.z]\nprovider = "zoho"\ndata_center = "ue"', ":3: data_center must be one of"),
        ('[accounts.z]\nprovider = "zoho"\ntoken = { env = "T" }\ndownload_hosts = "x"', ":4: "),
        (
            '[accounts.z]\nprovider = "zoho"\ntoken = { env = "T" }\ndownload_hosts = ["a/b"]',
            ":4: ",
        ),
        ("[accounts", "config.toml: "),
        ("x = 1\nx = 2", "config.toml: "),
        (f"x = {'1' * 5_000}", "config.toml: "),
        ("x = " + "[" * 5_000, "config.toml: it is nested too deeply"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_the_way_out(text: str, said: str) -> None:
    """`invalid configuration` sends people through forty lines by eye."""
    with pytest.raises(ConfigError) as caught:
        parse(text)
    message = str(caught.value)
    assert message.startswith(str(PATH))
    assert said in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "text",
    ["x" * 5_000 + " = 1", '"\\u001b[2J" = 1', '[accounts."a\\nb"]', f"[{'a' * 5_000}]\n" * 2],
)
def test_a_message_repeats_no_more_of_the_file_than_fits_a_line(text: str) -> None:
    """A key may be of any length, and hold what a terminal acts upon."""
    with pytest.raises(ConfigError) as caught:
        parse(text)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 350


@pytest.mark.parametrize("line", ["[[  a . 'b' ]] # c", "x =", "[" * 200_000, "a" + " " * 200_000])
def test_a_line_is_found_below_any_other(line: str) -> None:
    """The line is looked for by hand, in whatever the file holds besides."""
    where = Lines(PATH, f"{line}\n[display]\ntheme = 3\n").error(("display", "theme"), "odd")
    assert str(where) == f"{PATH}:3: odd"


@pytest.mark.parametrize(
    "written",
    [
        '"s3cr3t-VALUE"',
        '["s3cr3t-VALUE"]',
        '{ value = "s3cr3t-VALUE" }',
        '{ env = "s3cr3t-VALUE" }',
        '{ env = "KEY", default = "s3cr3t-VALUE" }',
        '{ command = "s3cr3t-VALUE" }',
        "{ command = [] }",
        "12345",
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(written: str) -> None:
    """Config files end up in tickets and repositories, and so do error messages."""
    with pytest.raises(ConfigError) as caught:
        parse(f'[accounts.acme]\nprovider = "fusebill"\napi_key = {written}\n')
    message = str(caught.value)
    assert ":3: api_key" in message
    assert "s3cr3t-VALUE" not in message
    assert "env" in message


def test_the_three_ways_are_shown_to_whoever_wrote_the_secret_down() -> None:
    """A refusal without the way out makes people look for a flag to turn it off."""
    with pytest.raises(ConfigError, match="must not stand in this file") as caught:
        parse('[accounts.acme]\nprovider = "fusebill"\napi_key = "abc"\n')
    assert all(way in str(caught.value) for way in ("{ env =", "{ command =", "{ file ="))


def test_no_secret_and_no_environment_shows_in_an_account() -> None:
    """An account that a log line prints would carry every variable of the machine."""
    config = parse_config(FUSEBILL, PATH, {"KEY": "s3cr3t", "OTHER": "t0psecret"})

    assert "s3cr3t" not in repr(config)
    assert "t0psecret" not in repr(config)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    """Windows editors write one, and nobody sees it."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + FUSEBILL.encode())
    assert list(read_config(path).accounts) == ["acme"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b'label = "caf\xe9"'), "it is not UTF-8 text"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.symlink_to(path), "symbolic links"),
    ],
    ids=["latin-1", "a folder", "a loop"],
)
def test_a_file_that_cant_be_read_is_named(
    tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    """The file in use may be another than the one that somebody edits."""
    path = tmp_path / "config.toml"
    make(path)
    with pytest.raises(ConfigError, match=said) as caught:
        read_config(path)
    assert str(path) in str(caught.value)


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    """A config made by root is a common accident on shared hosts."""
    path = tmp_path / "config.toml"
    path.write_text(FUSEBILL)
    path.chmod(0)
    with pytest.raises(ConfigError, match="Permission denied"):
        read_config(path)
