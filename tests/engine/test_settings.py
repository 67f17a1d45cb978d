"""What is configured and from where, as the screen of settings shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from providers.base import Account
from providers.settled import Setting
from tui.engine.config import read_config
from tui.engine.config_in_use import ConfigInUse
from tui.engine.places import Places
from tui.engine.settings import Settings

TEXT = """\
# mine
[accounts.acme]
provider = "fusebill"
label = "PROD"
proxy = "http://user:canary-77@proxy.example:8080"
api_key = { env = "ACME_KEY" }

[accounts.files]
provider = "fusebill"
api_key = { file = "key" }

[accounts.pass]
provider = "fusebill"
api_key = { command = ["pass", "show", "canary-78"] }

[display]
theme = "dark"

[keys]
pause = "P"
"""
ENVIRON = {
    "ACME_KEY": "canary-79",
    "NO_COLOR": "1",
    "https_proxy": "http://user:canary-80@proxy.example",
    "HOME_OF": "nothing of ours",
}


def settings(folder: Path, text: str = TEXT) -> Settings:
    """Of a session that was opened on this file."""
    path = folder / "config.toml"
    path.write_text(text)
    (folder / "key").write_text("canary-81")
    (folder / "key").chmod(0o644)
    config = read_config(path, ENVIRON)
    return Settings(
        ConfigInUse(config, lambda: None), Places(path, folder / "state"), ENVIRON, ("--mouse",)
    )


def found(read: tuple[Setting, ...], section: str, name: str) -> Setting:
    """One of them."""
    return next(each for each in read if (each.section, each.name) == (section, name))


def test_each_value_has_its_line_and_its_default(tmp_path: Path) -> None:
    """`which of my three files says so` is the usual question."""
    read = settings(tmp_path).read()
    label = found(read, "accounts.acme", "label")
    assert (label.value, label.source, label.default) == ("PROD", "config.toml:4", "none")
    theme = found(read, "display", "theme")
    assert (theme.value, theme.source, theme.default) == ("dark", "config.toml:17", "terminal")
    assert found(read, "keys", "pause").source == "config.toml:20"
    mouse = found(read, "display", "mouse")
    assert (mouse.source, mouse.is_set) == ("built in", False)
    assert found(read, "accounts.acme", "allow_actions").value == "false"
    assert found(read, "environment", "NO_COLOR").value == "1"
    assert found(read, "command line", "option").value == "--mouse"


def test_no_secret_is_shown_and_only_the_way_to_it(tmp_path: Path) -> None:
    """Somebody looks over the shoulder."""
    read = settings(tmp_path).read()
    assert "canary" not in repr(read)
    assert found(read, "accounts.acme", "api_key").value == "env ACME_KEY (set)"
    assert found(read, "accounts.pass", "api_key").value == "command pass"
    file = found(read, "accounts.files", "api_key")
    assert file.is_trouble
    assert "(0644, read by others too, which is refused)" in file.value
    assert found(read, "environment", "https_proxy").value == "(set, not shown)"


def test_files_have_their_sizes(tmp_path: Path) -> None:
    """What fills the home folder."""
    read = settings(tmp_path).read()
    assert found(read, "files", "configuration").source == "0.3 kB"
    assert found(read, "files", "log").source == "not there yet"


def test_a_file_that_was_broken_meanwhile_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    """What was read at the start goes on to count."""
    opened = settings(tmp_path)
    (tmp_path / "config.toml").write_text("[accounts.acme]\nsurprise = 1\n")
    read = opened.read()
    broken = read[0]
    assert broken.is_trouble
    assert broken.value.startswith("config.toml:1: ")
    assert broken.value.endswith("; what was read at the start counts")
    assert found(read, "accounts.pass", "provider").source == "config.toml:13"
    (tmp_path / "config.toml").write_text("[accounts.acme\n")
    assert found(opened.read(), "config.toml", "broken").value
    (tmp_path / "config.toml").unlink()
    read = opened.read()
    assert found(read, "accounts.acme", "provider").value == "fusebill"
    assert "gone from the disk" in found(read, "config.toml", "changed").value


def test_a_file_that_was_changed_meanwhile_is_said_and_what_counts_is_shown(tmp_path: Path) -> None:
    """Whoever has changed it would think that it works by the new values."""
    opened = settings(tmp_path)
    (tmp_path / "config.toml").write_text(TEXT.replace("PROD", "TEST"))
    read = opened.read()
    said = found(read, "config.toml", "changed")
    assert (said.value, said.is_trouble) == (
        "config.toml is changed on disk; restart to use it",
        True,
    )
    assert found(read, "accounts.acme", "label").value == "PROD"
    (tmp_path / "config.toml").write_text(TEXT)
    assert "changed" not in {each.name for each in opened.read()}


def test_known_errors_of_others_are_listed_where_they_are_included(tmp_path: Path) -> None:
    """A team's file, and one that is not there."""
    opened = settings(tmp_path)
    (tmp_path / "errors.toml").write_text('include = ["team.toml", "none.toml"]\n')
    (tmp_path / "team.toml").write_text("")
    files = [each for each in opened.read() if each.name == "… included"]
    assert [(Path(each.value).name, each.source) for each in files] == [
        ("team.toml", "0.0 kB"),
        ("none.toml", "not there yet"),
    ]


def test_the_desk_tells_of_another_file_and_takes_what_was_set_up_here_for_its_own(
    tmp_path: Path,
) -> None:
    """Within a second or two, and as long as it differs."""
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    accounts: dict[str, Account] = {}
    config = replace(read_config(path, ENVIRON), accounts=accounts)
    told: list[str] = []
    in_use = ConfigInUse(config, lambda: told.append(in_use.trouble))

    def look() -> str | None:
        if (tell := in_use.look()) is not None:
            tell()
        return in_use.notice if in_use.trouble else None

    assert look() is None
    more = '\n[accounts.new]\nprovider = "fusebill"\napi_key = { env = "NEW" }\n'
    path.write_text(TEXT + more)
    assert look() == "config.toml is changed on disk; restart to use it"
    accounts["new"] = Account("new", "fusebill")
    assert look() is None
    path.write_text(TEXT)
    assert look() == "config.toml is changed on disk; restart to use it"
    path.unlink()
    assert look() == "config.toml is gone from the disk; what was read at the start counts"
    path.write_text(TEXT + more)
    assert look() is None
    assert len(told) == 5
