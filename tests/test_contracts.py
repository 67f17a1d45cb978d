"""The contracts between the packages name what there is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import providers

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def test_the_sandbox_is_kept_from_every_module_of_the_adapters() -> None:
    """A module that the contract forgets is one that adapter and sandbox may share a mistake in."""
    contracts = tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [forbidden] = [
        set(contract["forbidden_modules"])
        for contract in contracts
        if contract.get("source_modules") == ["providers.sandbox"]
    ]
    [folder] = providers.__path__
    modules = {f"providers.{path.stem}" for path in Path(folder).glob("[!_]*.py")}

    assert modules <= forbidden
