"""Where what happens out of sight is written down."""

from __future__ import annotations

import logging
from pathlib import Path

from tui.engine.files import make_folder


def begin_log(path: Path) -> None:
    """Write what happens out of sight to a file, or nowhere when there can be none."""
    try:
        make_folder(path.parent)
        path.touch(mode=0o600)
        handler: logging.Handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
