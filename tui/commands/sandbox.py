"""`bulkjobs-tui sandbox`: the played vendors alone."""

from __future__ import annotations

import argparse
import signal
import sys

from providers.sandbox.options import SandboxOptions
from tui.commands.local_vendors import LocalVendors
from tui.complaints import complain
from tui.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Print a configuration that points here, and play until interrupted."""
    wanted = SandboxOptions(port=options.port, records=options.records, speed=options.speed)
    try:
        vendors = LocalVendors(wanted)
    except OSError as error:
        complain(f"port {options.port} can't be had: {error.strerror}")
        return Exit.USAGE
    try:
        vendors.play()
        sys.stdout.write(vendors.config_toml())
        sys.stdout.flush()
        while True:
            signal.pause()
    finally:
        vendors.close()
