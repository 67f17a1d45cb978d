"""What is built is what is meant to be installed."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent


@pytest.mark.skipif(not (REPO / "tui").is_dir(), reason="the tests run beside an installed wheel")
def test_the_wheel_holds_our_three_packages_and_nothing_else(tmp_path: Path) -> None:
    """Stray top-level names would land in everybody's site-packages, and a lost style breaks it."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=REPO, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}

    packages = ("providers", "screens", "tui")
    assert {name.split("/")[0] for name in names} == set(packages)
    assert names == {
        path.relative_to(REPO).as_posix()
        for package in packages
        for ending in ("*.py", "*.tcss", "completions/*")
        for path in (REPO / package).rglob(ending)
    }


def test_what_jump_hosts_install_is_what_is_tested_and_each_file_has_its_hash() -> None:
    """A version that nobody tested, or a file that nobody named, gets onto no jump host."""
    lines = (REPO / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", " "))]
    pinned = {
        _plain(line) for line in (REPO / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    assert {_plain(line.removesuffix(" \\")) for line in wanted} <= pinned
    assert all(line.endswith(" \\") for line in wanted)
    assert all(line.startswith("    --hash=sha256:") for line in lines if line.startswith(" "))
    assert len(wanted) == len(set(wanted))


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")
