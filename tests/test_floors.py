"""The architecture, held by tests: who may know whom, and how big a file may grow."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent
PACKAGES = ("providers", "screens", "tui")
LONGEST = 300
SHOWS = ("Static", "Label", "notify")
"""What takes text for markup unless it is told not to."""


def folder_of(package: str) -> Path:
    """Where a package is installed, which need not be beside the tests."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


SOURCES = sorted(path for package in PACKAGES for path in folder_of(package).rglob("*.py"))


@pytest.mark.parametrize(
    "module",
    [
        "providers.fusebill",
        "providers.willsuite",
        "providers.zoho",
        "providers.sandbox.server",
        "tui.engine.session",
        "tui.engine.once",
        "tui.engine.report",
    ],
)
def test_the_lower_floors_load_no_screen(module: str) -> None:
    """A headless caller must not pay for Textual, nor depend on it."""
    code = f"import sys, {module}; print(sorted({{'textual', 'screens'}} & sys.modules.keys()))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_first_picture_needs_no_http_client() -> None:
    """httpx takes 60 ms to load, and the remembered jobs are shown without it."""
    code = "import sys, tui.engine.session; print('httpx' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


@pytest.mark.skipif(not (REPO / "tui").is_dir(), reason="the tests run beside an installed wheel")
def test_the_arrows_between_the_floors_run_one_way() -> None:
    """The contracts stand in pyproject.toml."""
    code = "from importlinter.cli import lint_imports_command as run; run()"
    ended = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=REPO, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    """Past that it holds two subjects."""
    long = {
        str(path): lines
        for path in SOURCES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_text_from_elsewhere_is_taken_for_markup(path: Path) -> None:
    """A vendor's `[/]` would end the program, and its `[@click=…]` would be a button."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if name not in SHOWS or not call.args or isinstance(call.args[0], ast.Constant):
            continue
        switches = [keyword.value for keyword in call.keywords if keyword.arg == "markup"]
        is_off = any(isinstance(value, ast.Constant) and value.value is False for value in switches)
        assert is_off, f"{path}:{call.lineno}: {name}() without markup=False"
