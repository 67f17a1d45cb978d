"""The watchlist against a model: two sessions, crashes, and a person with an editor.

`python -m tests.state.watchlist_model [SEQUENCES] [STEPS]` draws as many as are asked for.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import tomli_w
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from providers.model import JobRef
from tui.engine.files import scratch_of
from tui.engine.watchlist import Add, Change, Operation, Remove, Watch, Watchlist, WatchlistError

SESSIONS = st.integers(0, 1)
REFS = st.builds(
    JobRef,
    st.sampled_from(["acme", "crm"]),
    st.sampled_from(["bulk", "write"]),
    st.integers(1, 6).map(str),
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = st.sampled_from(["main", "triage", "mine", 'a [list] = "x"'])
KEYS = st.sampled_from(["owner", "ticket", "x y"])
VALUES = st.one_of(
    st.booleans(), st.integers(-5, 5), TEXTS, st.lists(st.integers(0, 3), max_size=2)
)
BROKEN = st.sampled_from(
    [
        b"",
        b"   \n",
        b"version = 1\n[[watch]\n",
        b"\xff\xfe",
        b"version = 2\n",
        b"watch = 3\nversion = 1\n",
    ]
)


class TwoSessions(RuleBasedStateMachine):
    """Whatever any of them does, both read what the model says."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="watchlist-"))
        self.path = self.folder / "watchlist.toml"
        self.sessions = (Watchlist(self.path), Watchlist(self.path))
        self.model: list[Watch] = []
        self.top: dict[str, object] = {}
        """Keys of the file's own that are not ours."""
        self.removed: list[list[Watch]] = [[], []]
        self.broken: bytes | None = None
        self.good = b""
        """The file before it was broken."""

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        """Without a file there are no watches."""
        assert self.sessions[0].read() == ()

    @rule(by=SESSIONS, ref=REFS, name=NAMES, memo=TEXTS)
    def add(self, by: int, ref: JobRef, name: str, memo: str) -> None:
        """A job is saved; one that is there already stays as it is."""
        watch = Watch(ref, name, memo=memo)
        if self.changed(by, Add(watch)) and self.find(ref) is None:
            self.model.append(watch)

    @rule(by=SESSIONS, ref=REFS)
    def remove(self, by: int, ref: JobRef) -> None:
        """A job is taken off."""
        watch = self.find(ref)
        if self.changed(by, Remove(ref)) and watch is not None:
            self.model.remove(watch)
            self.removed[by].append(watch)

    @precondition(lambda self: any(self.removed))
    @rule(by=SESSIONS)
    def undo(self, by: int) -> None:
        """What was taken off comes back whole, with all that we do not know of it."""
        if self.removed[by]:
            watch = self.removed[by][-1]
            if self.changed(by, Add(watch)):
                self.removed[by].pop()
                if self.find(watch.ref) is None:
                    self.model.append(watch)

    @rule(by=SESSIONS, ref=REFS, memo=st.none() | TEXTS)
    def note(self, by: int, ref: JobRef, memo: str | None) -> None:
        """A memo is written, or dropped."""
        if self.changed(by, Change(ref, "memo", memo)):
            self.put(ref, memo=memo or "")

    @rule(by=SESSIONS, ref=REFS, name=NAMES)
    def move(self, by: int, ref: JobRef, name: str) -> None:
        """A job is moved to another list."""
        if self.changed(by, Change(ref, "list", name)):
            self.put(ref, list_name=name)

    @rule(by=SESSIONS, ref=REFS, seconds=st.none() | st.integers(1, 86_400).map(float))
    def pace(self, by: int, ref: JobRef, seconds: float | None) -> None:
        """A job gets an interval of its own, or loses it."""
        if self.changed(by, Change(ref, "interval", seconds)):
            self.put(ref, interval=seconds)

    @rule(half=st.integers(0, 40))
    def crash_before_the_file_is_replaced(self, half: int) -> None:
        """A save that was cut off has left half of a file beside it."""
        name = f".{self.path.name}.{half:08x}"
        (self.folder / name).write_bytes(b"version = 1\n[[watch]]\naccou"[:half])

    @rule(by=SESSIONS)
    def start_anew(self, by: int) -> None:
        """The next session removes what crashes have left, and nothing else."""
        before = self.path.read_bytes() if self.path.exists() else None
        self.sessions[by].sweep()
        assert scratch_of(self.path) == []
        assert (self.path.read_bytes() if self.path.exists() else None) == before

    @precondition(lambda self: self.broken is None and self.model)
    @rule(key=KEYS, value=VALUES, at=st.integers(0, 100), is_top=st.booleans())
    def edit_by_hand(self, key: str, value: object, at: int, is_top: bool) -> None:
        """A person turns the list round and writes keys of their own into it."""
        self.model.reverse()
        if is_top:
            self.top[key] = value
        else:
            at %= len(self.model)
            others = {**dict(self.model[at].others), key: value}
            self.model[at] = replace(self.model[at], others=tuple(others.items()))
        entries = [_entry(watch) for watch in self.model]
        text = tomli_w.dumps({**self.top, "version": 1, "watch": entries})
        self.path.write_text("# mine\n" + text, encoding="utf-8")

    @precondition(lambda self: self.broken is None)
    @rule(content=BROKEN)
    def break_by_hand(self, content: bytes) -> None:
        """An editor, or a full disk, leaves what is no watchlist."""
        self.good = self.path.read_bytes() if self.path.exists() else b""
        self.broken = content
        self.path.write_bytes(content)

    @precondition(lambda self: self.broken is not None)
    @rule()
    def mend_by_hand(self) -> None:
        """It is put back."""
        self.broken = None
        if self.good:
            self.path.write_bytes(self.good)
        else:
            self.path.unlink()

    @invariant()
    def both_read_what_the_model_says(self) -> None:
        """In the same order, with all that is not ours; and a broken file is left as it is."""
        for session in self.sessions:
            if self.broken is None:
                assert list(session.read()) == self.model
            else:
                assert self.path.read_bytes() == self.broken
                _refused(session.read)

    def changed(self, by: int, operation: Operation) -> bool:
        """Whether the change was taken; a broken file takes none."""
        session = self.sessions[by]
        if self.broken is not None:
            _refused(lambda: session.apply([operation]))
            return False
        session.apply([operation])
        return True

    def find(self, ref: JobRef) -> Watch | None:
        """The model's watch of a job."""
        return next((watch for watch in self.model if watch.ref == ref), None)

    def put(self, ref: JobRef, **fields: object) -> None:
        """Change the model's watch of a job, if there is one."""
        for at, watch in enumerate(self.model):
            if watch.ref == ref:
                # Which fields, each rule knows; a checker can't follow names that are passed on.
                self.model[at] = replace(watch, **fields)  # type: ignore[arg-type]


def _entry(watch: Watch) -> dict[str, object]:
    """As a person would write it."""
    ref = watch.ref
    entry: dict[str, object] = {
        "account": ref.account,
        "kind": ref.kind,
        "id": ref.id,
        "list": watch.list_name,
        "memo": watch.memo or None,
        "interval": watch.interval,
        **dict(watch.others),
    }
    return {key: value for key, value in entry.items() if value is not None}


def _refused(call: Callable[[], object]) -> None:
    with pytest.raises(WatchlistError) as refused:
        call()
    assert "\n" not in str(refused.value)


def run(sequences: int, steps: int) -> None:
    """Draw as many sequences of as many steps.

    Raises:
        AssertionError: One differs from the model; it says which.
    """
    run_state_machine_as_test(
        TwoSessions,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much),
        ),
    )


def main() -> int:
    """Draw them, and say how many there were."""
    sequences = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    run(sequences, steps)
    print(f"{sequences:,} sequences of {steps} steps over two sessions: 0 differences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
