"""What the README says must be so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from providers.causes import Group
from screens import key_names
from tui.engine.accounts import around, read_account
from tui.engine.config import parse_config
from tui.engine.known_errors import KnownErrors

README = Path(__file__).resolve().parents[1] / "README.md"


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text(encoding="utf-8")


def test_the_key_table_is_the_real_one(readme: str) -> None:
    """Fails when a binding changed and nobody told the reader."""
    assert key_names.as_markdown() in readme


def test_the_configuration_shown_can_be_copied(readme: str, tmp_path: Path) -> None:
    """A first configuration is copied from here; it has to be read as it stands."""
    shown, _ = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)

    config = parse_config(shown, tmp_path / "config.toml", {})

    assert set(config.accounts) == {"acme", "wills", "crm"}
    assert config.keys == {"pause": "P"}


def test_the_known_errors_shown_can_be_copied(readme: str, tmp_path: Path) -> None:
    """What is copied from here and found by no cause would be taken for a fault of ours."""
    _, shown = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    path = tmp_path / "errors.toml"
    path.write_text(shown.replace('"/team/errors.toml"', ""))

    errors = KnownErrors.read(path)
    group = Group("Payment method <n> of customer <n> has expired.", 3)
    known = errors.match(group, "fusebill", "bulk")

    assert errors.notices == ()
    assert known is not None
    assert known.reference == "KB-112"


def test_every_account_key_is_told(readme: str, tmp_path: Path) -> None:
    """A key that nobody is told of does not exist."""
    told = set(re.findall(r"^\| (`[^|]+`)", readme, re.MULTILINE))
    names = {name for cell in told for name in re.findall(r"`([a-z_]+)`", cell)}
    secret = {"env": "X"}
    samples: dict[str, dict[str, object]] = {
        "fusebill": {"api_key": secret},
        "willsuite": {"client_id": "1", "client_secret": secret, "token_url": "https://a.example"},
        "zoho": {
            "client_id": "1",
            "client_secret": secret,
            "refresh_token": secret,
            "token": secret,
            "data_center": "eu",
            "environment": "sandbox",
            "version": "v8",
            "accounts_url": "https://a.example",
            "download_hosts": ["a.example"],
        },
    }
    common: dict[str, object] = {
        "label": "L",
        "base_url": "http://127.0.0.1:1",
        "allow_actions": True,
        "timezone": "Europe/London",
        "budget": 0.5,
        "poll": 30,
        "proxy": "http://proxy.example:3128",
        "ca_file": "ca.pem",
        "time_scale": 2,
    }
    for provider, own in samples.items():
        entry = {"provider": provider, **common, **own}
        read_account("a", entry, around(tmp_path, {}, {}))
        assert {*entry} - {"token"} <= names
