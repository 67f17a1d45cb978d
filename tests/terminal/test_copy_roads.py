"""What a copy writes into a real terminal: the sequence that it takes, once, and nothing beside."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.terminal.desks import Desk

BARE: Final = rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07"
ENVELOPE: Final = rb"\x1bP(\x1b\]52;c;[A-Za-z0-9+/=]*\x07)\x1b\\"


@pytest.mark.parametrize(
    ("environ", "sent"), [({}, BARE), ({"STY": "1.pts-0.here"}, ENVELOPE)], ids=["bare", "screen"]
)
def test_a_copied_id_is_sent_once_in_the_form_that_the_terminal_takes(
    environ: Mapping[str, str], sent: bytes, tmp_path: Path
) -> None:
    """Whole although it is cut on the screen, and with the escape of nobody else around it."""
    with Desk(tmp_path, "demo", "--records", "20", environ=environ) as desk:
        desk.read_until(b"500014", since=0)
        desk.press(b"/zoho write\r")
        desk.read_answer()
        since = len(desk.written)
        desk.press(b"y")
        desk.read_until(b"\x1b]52;", since=since)
        desk.read_answer()
        written = desk.written[since:]
        (told,) = re.findall(sent, written)
        assert len(re.findall(rb"\x1b\]52", written)) == 1
        assert len(re.findall(rb"\x1b[P_^X]", written)) == (1 if environ else 0)
        found = re.search(BARE, told if environ else written)
        assert found is not None
        assert re.fullmatch(rb"\d{19}", base64.b64decode(found[1]))
        desk.press(b"\x11")
        assert desk.gone_after() is not None
