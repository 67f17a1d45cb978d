"""`bulkjobs-tui doctor`: what this terminal, these files and these accounts can do."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from providers.text import safe
from tui.commands.doctor_terminal import check_terminal
from tui.commands.findings import print_findings
from tui.commands.key_check import key_trouble
from tui.commands.setting import UsageError, places_of
from tui.complaints import complain
from tui.engine.checkup_accounts import Checked, check_accounts
from tui.engine.checkup_config import check_errors_file, check_keys, check_watchlist, read_checked
from tui.engine.checkup_folders import check_folders
from tui.engine.clock import SystemClock
from tui.engine.config import Config
from tui.engine.connections import Connections
from tui.engine.finding import Finding, Mark, is_any_wrong
from tui.engine.places import Places
from tui.engine.report import to_line
from tui.engine.secret_run import Terminal
from tui.engine.store import Store
from tui.exits import Exit, exit_for_error, worst

PACKAGES: Final = ("textual", "httpx", "msgspec", "platformdirs", "tomli-w")
OLDEST: Final = (3, 11)


@dataclass(frozen=True, slots=True)
class Section:
    """Findings about one thing."""

    name: str
    findings: Sequence[Finding]


def run(options: argparse.Namespace) -> int:
    """Look at everything, and say it in plain words. Changes nothing."""
    try:
        places = places_of(options.config)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    config, read = read_checked(places, Terminal.at_hand())
    sections = [
        Section("program", list(check_program())),
        Section("terminal", list(check_terminal(os.environ))),
        Section("configuration", [*read, *_written(config, places)]),
        Section("files", list(check_folders(places))),
    ]
    checked = asyncio.run(_accounts(config, places)) if config and config.accounts else []
    sections += [Section(f"account {each.account.name}", each.findings) for each in checked]
    if options.json:
        print(to_line({"sections": [_json(section) for section in sections]}))
    else:
        _print(sections)
    return worst(_exits(sections, checked))


def check_program() -> Iterator[Finding]:
    """Python, the packages, and the system they run on."""
    said = f"{platform.python_version()} on {platform.system()} {platform.release()}"
    if sys.version_info[:2] < OLDEST:
        yield Finding(Mark.WRONG, "Python", said, "3.11 or newer is needed")
    else:
        yield Finding(Mark.OK, "Python", said)
    yield Finding(Mark.OK, "bulkjobs-tui", version("bulkjobs-tui"))
    for name in PACKAGES:
        try:
            yield Finding(Mark.OK, name, version(name))
        except PackageNotFoundError:
            yield Finding(Mark.WRONG, name, "not installed", f"pip install {name}")


def _written(config: Config | None, places: Places) -> Iterator[Finding]:
    """The files that people write, but for the configuration itself."""
    if config is not None:
        yield from check_keys(config, key_trouble(config))
    yield from check_watchlist(places, config)
    yield from check_errors_file(places)


async def _accounts(config: Config, places: Places) -> list[Checked]:
    # With the sessions' own budgets and tokens where there are any; else without a trace.
    store = Store(places.store if places.store.exists() else None)
    connections = Connections(config.accounts, SystemClock(), store.database)
    try:
        return await check_accounts(config, connections)
    finally:
        await connections.close()
        store.close()


def _exits(sections: Sequence[Section], checked: Sequence[Checked]) -> Iterator[Exit]:
    """What each part amounts to: an account's call ends as it does elsewhere."""
    for each in checked:
        if each.error is not None:
            yield exit_for_error(each.error)
        elif is_any_wrong(each.findings):
            yield Exit.USAGE
    if any(is_any_wrong(each.findings) for each in sections[: len(sections) - len(checked)]):
        yield Exit.USAGE


def _json(section: Section) -> dict[str, object]:
    return {
        "name": section.name,
        "findings": [
            {"mark": f.mark, "topic": f.topic, "said": safe(f.said, 2_000), "advice": f.advice}
            for f in section.findings
        ],
    }


def _print(sections: Sequence[Section]) -> None:
    for number, section in enumerate(sections):
        print("\n" * bool(number) + safe(section.name))
        print_findings(section.findings)
    wrong = sum(f.mark is Mark.WRONG for s in sections for f in s.findings)
    notes = sum(f.mark is Mark.NOTE for s in sections for f in s.findings)
    print(f"\n{wrong} wrong, {notes} to note")
