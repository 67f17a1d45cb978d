"""Every parser on a few of the inputs that the long run has many of (`tests.fuzz.run`)."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fuzz.parsers import NAMES, open_parsers
from tests.fuzz.trial import Tally, try_drawn, try_mutations, try_one
from tests.fuzz.worst import bulk_bodies, in_small_pieces, worst

DRAWN = 30
MUTATIONS = 300
SIZE = 150_000
FAR_TOO_LONG = 4.0
"""Seconds of processor time for so many bytes. Each takes a small part of it, which grows with
the size; done carelessly they take several times as long, which grows with its square."""


@pytest.mark.parametrize("name", NAMES)
def test_no_input_gets_past_a_parsers_own_errors(name: str, tmp_path: Path) -> None:
    """A vendor, a network or a pasted text that breaks one job's reading must not end the desk."""
    with open_parsers(tmp_path) as parsers:
        tally = try_drawn(parsers[name], DRAWN, number=1)
        tally.add(try_mutations(parsers[name], MUTATIONS, number=1))
    assert tally.failures == ()
    assert tally.cases >= MUTATIONS + 5
    assert tally.results > 0


@pytest.mark.parametrize("name", NAMES)
def test_what_is_made_to_be_slow_is_read_at_once(name: str, tmp_path: Path) -> None:
    """A thread that reads for an hour holds the interpreter, and nobody can quit it."""
    with open_parsers(tmp_path) as parsers:
        for what, recipe in worst(name):
            tally = Tally()
            try_one(parsers[name], recipe.of(SIZE), tally)
            assert tally.slowest < FAR_TOO_LONG, what
            assert tally.failures == (), what


def test_a_body_in_hundreds_of_packets_is_looked_at_once() -> None:
    """Begun anew with each packet, one record of eight megabytes would take all day."""
    for what, recipe in bulk_bodies():
        body = recipe.of(2 * SIZE)
        begun = time.process_time()
        in_small_pieces(body, 256)
        assert time.process_time() - begun < FAR_TOO_LONG, what


def test_the_same_seed_draws_the_same_inputs(tmp_path: Path) -> None:
    """A failure that is found must be found again."""
    with open_parsers(tmp_path) as parsers:
        one = parsers["zoho-write"]
    seen: list[list[bytes]] = []
    for _ in range(2):
        inputs: list[bytes] = []
        spy = replace(one, run=inputs.append)
        try_drawn(spy, 20, number=5)
        try_mutations(spy, 50, number=5)
        seen.append(inputs)
    assert seen[0] == seen[1]
    assert len(set(seen[0])) > 50
