"""On what a file lies: a disk of this machine, or one that others reach over the network."""

from __future__ import annotations

from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mountinfo")
_REMOTE: Final = ("nfs", "cifs", "smb", "afs", "9p", "ceph", "gluster", "lustre", "fuse.sshfs")


def is_remote(path: Path, mounts: Path = MOUNTS) -> bool:
    """Whether `path` lies on a network's file system; `False` where that can't be told.

    Args:
        path: A file or folder.
        mounts: The table of what is mounted where, in Linux's form.
    """
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        whole = path.resolve()
    except (OSError, RuntimeError):
        return False
    nearest, kind = -1, ""
    for line in lines:
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 5:
            continue
        folder = Path(_plain(fields[4]))
        # Of two that are mounted at one place, the later hides the earlier.
        if whole.is_relative_to(folder) and len(folder.parts) >= nearest:
            nearest, kind = len(folder.parts), after.split(" ")[0]
    return kind.startswith(_REMOTE)


def _plain(field: str) -> str:
    """A field without the escapes that stand for spaces and such."""
    for code, text in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, text)
    return field
