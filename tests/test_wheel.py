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
        for ending in ("*.py", "*.tcss")
        for path in (REPO / package).rglob(ending)
    }
