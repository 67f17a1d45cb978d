"""`bulkjobs-tui forget`: drops what is kept of jobs on this machine; the watchlist stays."""

from __future__ import annotations

import argparse
from pathlib import Path

from providers.model import JobRef
from providers.text import safe
from tui.commands.setting import Setting, UsageError, named_jobs, read_setting
from tui.complaints import complain
from tui.engine.naming import at_home
from tui.engine.record_shelf import RecordShelf
from tui.engine.store import Store
from tui.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Forget the jobs named, or all of them."""
    try:
        setting = read_setting(options.config)
        if bool(options.jobs) == options.all:
            raise UsageError("name the jobs to forget, or give --all; not both")
        refs = None if options.all else [_ref(word, setting) for word in options.jobs]
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    store = Store(setting.places.store)
    shelf = RecordShelf(setting.places.records)
    try:
        if refs is None:
            _forget_all(store, shelf)
        else:
            for ref in refs:
                _forget(ref, store, shelf)
        if (trouble := _forget_copied(setting.places.clip)) is not None:
            complain(trouble)
            return Exit.USAGE
        if store.trouble is not None:
            complain(store.trouble)
            return Exit.USAGE
    finally:
        store.close()
    return Exit.FINE


def _ref(word: str, setting: Setting) -> JobRef:
    """What a word names: a ref as it stands, its account configured or not, else as elsewhere."""
    try:
        return JobRef.parse(word)
    except ValueError:
        pass
    refs = named_jobs([word], setting)
    if len(refs) > 1:
        raise UsageError(f"{word!r} names {len(refs)} jobs; give one at a time")
    return refs[0]


def _forget(ref: JobRef, store: Store, shelf: RecordShelf) -> None:
    was_seen = bool(store.jobs([ref])) or bool(store.events(ref))
    had_records = shelf.forget(ref)
    store.forget(ref)
    what = " and ".join(
        name for name, was in (("answers", was_seen), ("records", had_records)) if was
    )
    print(safe(f"forgot {ref}: {what}" if what else f"nothing is kept of {ref}", 1_000))


def _forget_copied(clip: Path) -> str | None:
    """Drop what was copied last, which may be of any job; gives why it is still there."""
    try:
        clip.unlink()
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"{at_home(clip)} can't be removed: {error.strerror or error}; remove it yourself"
    print("forgot what was copied last")
    return None


def _forget_all(store: Store, shelf: RecordShelf) -> None:
    answers, records = store.forget_all(), shelf.forget_all()
    print(f"forgot the answers of {answers:,} jobs and the records of {records:,}")
