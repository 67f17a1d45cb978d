"""Whether `[keys]` of a configuration can be followed."""

from __future__ import annotations

from screens.keymap import check_keymap
from tui.engine.config import Config


def key_trouble(config: Config) -> str | None:
    """What is wrong with it, with file and line; `None` when nothing is."""
    trouble = check_keymap(config.keys)
    if trouble is None:
        return None
    line = config.key_lines.get(trouble.name)
    return f"{config.path}{'' if line is None else f':{line}'}: {trouble.text}"
