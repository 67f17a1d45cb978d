"""What is configured and from where, as the screen of settings shows it."""

from __future__ import annotations

from pathlib import Path

from providers.settled import Setting
from tui.engine.config import read_config
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
    return Settings(config, Places(path, folder / "state"), ENVIRON, ("--mouse",))


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
    assert "config.toml" in broken.value
    assert found(read, "accounts.pass", "provider").source == "as read at the start"
    (tmp_path / "config.toml").write_text("[accounts.acme\n")
    assert found(opened.read(), "config.toml", "broken").value
    (tmp_path / "config.toml").unlink()
    assert found(opened.read(), "accounts.acme", "provider").value == "fusebill"
