"""Where the state file lies decides how sessions on several machines may share it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.engine.database import Database
from tui.engine.mounts import is_remote

TABLE = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
90 22 0:45 / /home rw,relatime shared:50 - nfs4 server:/export/home rw,vers=4.2
91 90 0:46 / /home/anne/my\040disk rw - ext4 /dev/vdb rw
92 22 0:47 / /mnt rw - ext4 /dev/vdc rw
93 22 0:48 / /mnt rw - fuse.sshfs anne@host:/ rw
nonsense
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """What is mounted where, on a jump host with homes on a server."""
    path = tmp_path / "mountinfo"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/var/lib/x", False),
        ("/home/anne/.local/state/x", True),
        ("/home", True),
        ("/homework/x", False),
        ("/home/anne/my disk/x", False),
        ("/mnt/x", True),
    ],
)
def test_the_nearest_mount_decides(table: Path, path: str, expected: bool) -> None:
    """Homes on NFS are the rule on jump hosts, and SQLite's faster way tears files there."""
    assert is_remote(Path(path), table) is expected


def test_without_a_table_a_disk_is_taken_for_local(tmp_path: Path) -> None:
    """On a Mac there is none."""
    assert not is_remote(Path("/home/x"), tmp_path / "missing")


@pytest.mark.parametrize(("remote", "mode"), [(False, "wal"), (True, "delete")])
def test_over_a_network_the_file_keeps_the_older_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remote: bool, mode: str
) -> None:
    """The faster one needs memory that processes share, which machines do not."""
    monkeypatch.setattr("tui.engine.state_file.is_remote", lambda path: remote)
    file = Database(tmp_path / "db")
    assert file.row("pragma journal_mode") == (mode,)
    file.write(("insert into choices (name, value) values ('a', 'b')", ()))
    assert file.row("select value from choices") == ("b",)
    file.close()
