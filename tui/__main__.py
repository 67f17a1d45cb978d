"""`python -m tui`, and where the program `bulkjobs-tui` begins."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the program; gives its exit code."""
    # Nothing that is loaded at the start is garbage, and nothing that is left at the end need be
    # found to be: to look for it takes a tenth of what `status` takes.
    gc.disable()
    from tui import cli

    code = cli.main()
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(main())
