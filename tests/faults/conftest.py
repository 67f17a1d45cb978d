"""One fault server for all tests of a worker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

import pytest

from tests.faults.calls import Told
from tests.faults.judging import right_answers
from tests.faults.server import fault_server


@pytest.fixture(scope="session")
def ports() -> Iterator[dict[str, int]]:
    """The fault server's ports, by door."""
    with fault_server() as ports:
        yield ports


@pytest.fixture(scope="session")
def good(ports: Mapping[str, int]) -> dict[str, Told]:
    """What each call tells when nothing is wrong."""
    return asyncio.run(right_answers(ports))
