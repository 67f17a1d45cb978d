"""Who holds a claim, told so that others on the same machine can see whether it still lives."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

_PARTS = 5


def own_mark(number: int) -> str:
    """The name of a claimant in this process.

    Args:
        number: Tells apart those of one process.
    """
    return " ".join((*_here(), f"{os.getpid()}", f"{_began(os.getpid())}", f"{number}"))


def is_dead(mark: str) -> bool:
    """Whether a claimant is known to be gone; of one on another machine nobody knows."""
    *place, pid, began, _ = mark.split(" ") if mark.count(" ") >= _PARTS else [""] * (_PARTS + 1)
    if not pid.isdecimal():
        # Written by no version of ours: it can't be waited for.
        return True
    host, boot, space = _here()
    if place[0] != host:
        return False
    if place[1] != boot:
        return True
    if place[2] != space:
        # In another container of the same machine, whose processes are not ours to see.
        return False
    return not _lives(int(pid)) or _began(int(pid)) != began


def _here() -> tuple[str, str, str]:
    """The machine, its present run, and the space in which its process ids mean something."""
    boot = space = "-"
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        space = os.readlink("/proc/self/ns/pid")
    return socket.gethostname().replace(" ", "_") or "-", boot, space


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _began(pid: int) -> str:
    """When a process began, in the machine's own ticks; `-` where it can't be known."""
    with suppress(OSError, IndexError):
        # The name may hold spaces and brackets; what follows the last one does not.
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    return "-"
