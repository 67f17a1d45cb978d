"""The keys that work on a screen as it stands: with its focus, its cards and what was moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from textual.actions import ActionError, parse
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from screens import keys
from screens.key_names import NO_KEY, named

_OURS: Final = {binding.id: binding for binding in keys.ALL}


@dataclass(frozen=True, slots=True)
class LiveKey:
    """One action that works now."""

    binding: Binding
    """As `keys` declares it."""
    pressed: tuple[str, ...]
    """The keys for it here and now, as a person reads them; none when it was given none."""
    node: DOMNode
    """What it acts on."""
    is_moved: bool = False
    """Whether the configuration gave it other keys."""


def live_keys(screen: Screen[object]) -> list[LiveKey]:
    """What can be done on a screen, in the order of `keys.ALL`."""
    keymap = screen.app._keymap
    found: dict[str, LiveKey] = {}
    for key, binding, node in _reachable(screen):
        name = binding.id or ""
        ours = _OURS.get(name)
        known = found.get(name)
        if ours is None or (known is not None and known.node is not node):
            continue
        pressed = () if key == NO_KEY else (named(key),)
        before = known.pressed if known else ()
        found[name] = LiveKey(ours, (*before, *pressed), node, name in keymap)
    return [found[name] for name in map(_name, keys.ALL) if name in found]


def _name(binding: Binding) -> str:
    return binding.id or ""


def _reachable(screen: Screen[object]) -> Iterator[tuple[str, Binding, DOMNode]]:
    """Keys with what they do, from the focus outwards; a nearer one hides a farther one."""
    taken: set[str] = set()
    for node, bindings in screen._modal_binding_chain:
        for key, binding in bindings:
            if key in taken or not _works(screen, node, binding.action):
                continue
            if key != NO_KEY:
                taken.add(key)
            yield key, binding, node


def _works(screen: Screen[object], node: DOMNode, action: str) -> bool:
    """Whether the node has such an action, and it is not switched off now."""
    try:
        _, name, parameters = parse(action)
    except ActionError:
        return False
    if not hasattr(node, f"action_{name}") or not screen.app._check_action_state(action, node):
        return False
    return node.check_action(name, parameters) is not False
