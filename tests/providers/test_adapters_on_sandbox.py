"""Both adapters against the sandbox: whole vendors rather than single answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from providers.base import Provider, RecordStream
from providers.errors import NotFound, OutcomeUnknown, RateLimited, Rejected, Unauthorized
from providers.fusebill import Fusebill
from providers.model import JobRef, JobState, Look, Record, RecordState
from providers.sandbox.options import CLIENT_SECRET, FUSEBILL_KEY, SandboxOptions
from providers.sandbox.server import Sandbox
from providers.willsuite import WillSuite

Read = Callable[[str], bytes]
ReadAll = Callable[[Provider, Look], Awaitable[tuple[list[Record], RecordStream]]]
SEED = "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"


def own(number: int) -> str:
    """The id of the sandbox's own WillSuite job."""
    return f"00000000-0000-4000-8000-{number:012x}"


@pytest.fixture
def fusebill(sandbox: Sandbox, open_fusebill: Callable[..., Fusebill]) -> Fusebill:
    """An account that may act."""
    return open_fusebill(f"{sandbox.base_url}/fusebill/v1", FUSEBILL_KEY, allow_actions=True)


@pytest.fixture
def open_wills(open_willsuite: Callable[..., WillSuite]) -> Callable[..., WillSuite]:
    """Opens the sandbox's WillSuite account, with its own client's name."""

    def open_one(sandbox: Sandbox, secret: str = CLIENT_SECRET) -> WillSuite:
        return open_willsuite(
            f"{sandbox.base_url}/willsuite/engine/api", client_id="sandbox", client_secret=secret
        )

    return open_one


async def test_the_documented_job_is_validated_then_processed_and_fails(
    fusebill: Fusebill, sandbox: Sandbox, read_all: ReadAll
) -> None:
    """The whole story of the vendor's example: three passed validation, none was written off."""
    ref = JobRef("acme", "bulk", "373334")
    waiting = await fusebill.fetch(ref)
    before, _ = await read_all(fusebill, waiting)
    after = await fusebill.act(waiting, "process")
    failed, stream = await read_all(fusebill, after)
    fresh = stream.look()

    assert waiting.job.state is JobState.AWAITING_ACTION
    assert [record.state for record in before] == [RecordState.PENDING] * 3
    assert after.job.state is JobState.FAILED
    assert [record.state for record in failed] == [RecordState.FAILED] * 3
    assert fresh is not None
    assert fresh.job == (await fusebill.fetch(ref)).job
    assert [(e.path, e.status) for e in fresh.exchanges] == [
        ("/fusebill/v1/BulkApi/373334?view=Full", 200)
    ]
    assert [entry.method for entry in sandbox.log].count("POST") == 1
    with pytest.raises(Rejected, match="not in status"):
        await fusebill.act(waiting, "process")


async def test_a_cut_answer_to_process_is_unknown_although_it_was_done(
    fusebill: Fusebill, sandbox: Sandbox
) -> None:
    """The sandbox obeys and then drops the connection, as a VPN does."""
    ref = JobRef("acme", "bulk", "373334")
    look = await fusebill.fetch(ref)
    sandbox.faults.cut("/fusebill/v1/BulkApi/Process")

    with pytest.raises(OutcomeUnknown):
        await fusebill.act(look, "process")

    assert (await fusebill.fetch(ref)).job.state is JobState.FAILED
    assert [entry.method for entry in sandbox.log].count("POST") == 1


async def test_twenty_thousand_records_of_the_big_job_are_all_read(
    fusebill: Fusebill, read_all: ReadAll
) -> None:
    """Packed, chunked and at once."""
    look = await fusebill.fetch(JobRef("acme", "bulk", "500004"))

    records, stream = await read_all(fusebill, look)

    fresh = stream.look()
    assert fresh is not None
    counts = fresh.job.counts
    states = Counter(record.state for record in records)
    assert len(records) == stream.expected == counts.total == 20_000
    assert len({record.key for record in records}) == 20_000
    assert states[RecordState.FAILED] == counts.failed
    assert RecordState.UNKNOWN not in states


@pytest.mark.parametrize(("kind", "job_id"), [("bulk", "373333"), ("service", "260761")])
async def test_a_job_that_is_not_there_is_not_found(
    fusebill: Fusebill, kind: str, job_id: str
) -> None:
    """The vendor's two documented refusals."""
    with pytest.raises(NotFound, match="not found"):
        await fusebill.fetch(JobRef("acme", kind, job_id))


async def test_a_used_up_minute_says_when_the_next_begins(
    open_fusebill: Callable[..., Fusebill],
) -> None:
    """A test account of the vendor's has ten requests a minute."""
    async with Sandbox(SandboxOptions(minute_limit=1)) as sandbox:
        adapter = open_fusebill(f"{sandbox.base_url}/fusebill/v1", FUSEBILL_KEY)
        ref = JobRef("acme", "bulk", "373334")

        async def thrice() -> None:
            # The minute may turn in between once, and not twice.
            for _ in range(3):
                await adapter.fetch(ref)

        with pytest.raises(RateLimited) as caught:
            await thrice()

    assert caught.value.retry_after is not None
    assert 0 < caught.value.retry_after <= 60
    assert "x-rate-limit-reset-minute" in caught.value.exchanges[-1].rate


@pytest.mark.parametrize("key", ["MDpXUk9ORw==", "not a key"])
async def test_a_wrong_key_holds_the_account_whatever_the_status(
    sandbox: Sandbox, open_fusebill: Callable[..., Fusebill], key: str
) -> None:
    """401 for the first, 400 for the second."""
    adapter = open_fusebill(f"{sandbox.base_url}/fusebill/v1", key)

    with pytest.raises(Unauthorized):
        await adapter.fetch(JobRef("acme", "bulk", "373334"))


async def test_the_documented_willsuite_job_and_its_failures(
    sandbox: Sandbox, open_wills: Callable[..., WillSuite], recorded: Read, read_all: ReadAll
) -> None:
    """With a token fetched on the way."""
    adapter = open_wills(sandbox)

    look = await adapter.fetch(JobRef("wills", "job", SEED))
    records, _ = await read_all(adapter, look)

    assert json.loads(look.raw) == json.loads(recorded("willsuite_completed_with_named_failures"))
    assert look.job.state is JobState.PARTIAL
    assert look.job.counts.failed == len(records) == 2


@pytest.mark.parametrize(
    ("number", "state", "failed", "records"),
    [
        (4, JobState.SUCCEEDED, 0, 0),
        (5, JobState.FAILED, None, 1),
        (6, JobState.PARTIAL, 1, 2),
        (7, JobState.UNKNOWN, None, 0),
        (8, JobState.PARTIAL, 3, 3),
        (9, JobState.PARTIAL, 500, 500),
        (10, JobState.QUEUED, None, 0),
        (12, JobState.FAILED, 18, 18),
    ],
)
async def test_every_sort_of_willsuite_job_is_read(
    sandbox: Sandbox,
    open_wills: Callable[..., WillSuite],
    read_all: ReadAll,
    number: int,
    state: JobState,
    failed: int | None,
    records: int,
) -> None:
    """Number 8 has errors that look like the frame and like a heading."""
    adapter = open_wills(sandbox)

    look = await adapter.fetch(JobRef("wills", "job", own(number)))

    assert (look.job.state, look.job.counts.failed) == (state, failed)
    assert len((await read_all(adapter, look))[0]) == records


async def test_a_token_that_ran_out_at_the_vendor_is_renewed(
    open_wills: Callable[..., WillSuite],
) -> None:
    """A desk stands open for days, and the vendor's clock decides."""
    at = [1_750_000_000.0]
    async with Sandbox(SandboxOptions(token_life=300), now=lambda: at[0]) as sandbox:
        adapter = open_wills(sandbox)
        await adapter.fetch(JobRef("wills", "job", SEED))
        at[0] += 301

        look = await adapter.fetch(JobRef("wills", "job", SEED))

    assert [e.status for e in look.exchanges] == [401, 200, 200]


async def test_a_wrong_client_secret_is_told_in_the_vendors_words(
    sandbox: Sandbox, open_wills: Callable[..., WillSuite]
) -> None:
    """The account waits for a person; no job is asked for."""
    with pytest.raises(Unauthorized, match="Client authentication failed"):
        await open_wills(sandbox, "wrong").fetch(JobRef("wills", "job", SEED))

    assert {entry.path for entry in sandbox.log} == {"/willsuite/engine/api/oauth/token/"}


async def test_an_unknown_and_an_impossible_id_are_told_apart(
    sandbox: Sandbox, open_wills: Callable[..., WillSuite]
) -> None:
    """The first may be of another account; the second is a slip of the hand."""
    adapter = open_wills(sandbox)

    with pytest.raises(NotFound, match="No query results"):
        await adapter.fetch(JobRef("wills", "job", own(99)))
    with pytest.raises(Rejected, match="must be a valid UUID"):
        await adapter.fetch(JobRef("wills", "job", "12345"))
