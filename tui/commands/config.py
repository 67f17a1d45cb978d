"""`bulkjobs-tui config check`: whether the files that people write can be used. Asks nobody."""

from __future__ import annotations

import argparse

from tui.commands.findings import print_findings
from tui.commands.key_check import key_trouble
from tui.commands.setting import UsageError, places_of
from tui.complaints import complain
from tui.engine.checkup_config import check_errors_file, check_keys, check_watchlist, read_checked
from tui.engine.finding import Finding, is_any_wrong
from tui.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Print what was found of each file; ends with 2 when one of them can't be used."""
    try:
        places = places_of(options.config)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    config, found = read_checked(places)
    findings: list[Finding] = [*found]
    if config is not None:
        findings.extend(check_keys(config, key_trouble(config)))
    findings.extend(check_watchlist(places, config))
    findings.extend(check_errors_file(places))
    print_findings(findings)
    return Exit.USAGE if is_any_wrong(findings) else Exit.FINE
