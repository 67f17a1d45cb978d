"""JSON at its edges, through each adapter: the right answer, or one line that names the place."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import msgspec
import pytest

from providers.errors import Malformed
from providers.model import Job, JobRef, JobState
from providers.text import safe
from tests.fuzz.adapters import API_JOB, BULK, READ, SERVICE, WRITE, reader_of
from tests.fuzz.invariants import check_line, check_look


@dataclass(frozen=True, slots=True)
class System:
    """One vendor's job as JSON, with places for values of any sort."""

    ref: JobRef
    template: str
    count: str
    """The field of `Counts` that the count's place is read into."""
    text: str
    """The literal in the text's place."""
    names: dict[str, str]
    """What each place is called, as a JSON path."""
    values: dict[str, str] = field(default_factory=dict)

    def body(self, **changed: str | bytes) -> bytes:
        """The answer, with these literals in place of the usual ones."""
        body = self.template.encode()
        for name, literal in {**self.values, **changed}.items():
            sent = literal if isinstance(literal, bytes) else literal.encode()
            body = body.replace(f"@{name}@".encode(), sent)
        return body

    def read(self, **changed: str | bytes) -> Job:
        """The job as the adapter reads it."""
        return self.read_body(self.body(**changed))

    def read_body(self, body: bytes) -> Job:
        """The job as the adapter reads it out of this answer."""
        look = asyncio.run(reader_of(self.ref, body).fetch(self.ref))
        check_look(look, body)
        return look.job

    def figure(self, job: Job) -> int | None:
        """What became of the count."""
        figure = getattr(job.counts, self.count)
        assert figure is None or isinstance(figure, int)
        return figure

    def tries(self, **changed: str | bytes) -> int | str | None:
        """What became of the count, or why there is none."""
        try:
            return self.figure(self.read(**changed))
        except Malformed as error:
            return str(error)

    def refuses(self, said: str, **changed: str | bytes) -> None:
        """The answer is none, and the error says why in one line."""
        with pytest.raises(Malformed) as caught:
            self.read(**changed)
        assert said in str(caught.value)
        check_line(str(caught.value))


def _system(ref: JobRef, template: str, counted: str, word: str, **names: str) -> System:
    number = ref.id if ref.kind in ("bulk", "service") else f'"{ref.id}"'
    values = {"id": number, "state": f'"{word}"', "count": "3", "text": '"Import"'}
    values |= {"time": '"2020-12-07T14:26:21Z"', "more": '"x":1'}
    return System(ref, template, counted, "Import", names, values)


SYSTEMS = {
    "bulk": _system(
        BULK,
        '{"id":@id@,"status":@state@,"totalRecords":@count@,"type":@text@,'
        '"createdTimestamp":@time@,@more@}',
        "total",
        "Processed",
        id="$.id",
        count="$.totalRecords",
        state="$.status",
        time="createdTimestamp",
    ),
    "service": _system(
        SERVICE,
        '{"id":@id@,"status":@state@,"totalCount":@count@,"type":@text@,'
        '"createdTimestamp":@time@,@more@}',
        "total",
        "NotStarted",
        id="$.id",
        count="$.totalCount",
        state="$.status",
        time="createdTimestamp",
    ),
    "willsuite": _system(
        API_JOB,
        '{"id":@id@,"status":@state@,"total_records":@count@,"type":@text@,'
        '"created_at":@time@,@more@}',
        "total",
        "processing",
        id="$.id",
        count="$.total_records",
        state="$.status",
        time="created_at",
    ),
    "write": _system(
        WRITE,
        '{"id":@id@,"status":@state@,"operation":@text@,"created_time":@time@,@more@,'
        '"resource":[{"file":{"skipped_count":@count@}}]}',
        "skipped",
        "COMPLETED",
        id="$.id",
        count="$.resource[0].file.skipped_count",
        state="$.status",
        time="created_time",
    ),
    "read": _system(
        READ,
        '{"data":[{"id":@id@,"state":@state@,"operation":@text@,"created_time":@time@,@more@,'
        '"result":{"count":@count@}}]}',
        "total",
        "COMPLETED",
        id="$.data[0].id",
        count="$.data[0].result.count",
        state="$.data[0].state",
        time="created_time",
    ),
}


@pytest.fixture(params=list(SYSTEMS))
def system(request: pytest.FixtureRequest) -> System:
    """Each of the five systems in turn."""
    return SYSTEMS[request.param]


def deep(depth: int) -> str:
    """Lists in lists."""
    return "[" * depth + "]" * depth


def test_the_usual_answer_is_read(system: System) -> None:
    """What the other tests change is right to begin with."""
    job = system.read()
    assert system.figure(job) == 3
    assert system.text in job.title
    assert job.created_at is not None
    assert job.diagnostics == ()


def test_depth_in_a_field_that_nobody_reads_is_bearable_or_refused(system: System) -> None:
    """A Python that reads deeper is right too; a traceback or a crash is not."""
    assert system.figure(system.read(more=f'"x":{deep(100)}')) == 3
    assert system.tries(more=f'"x":{deep(1_000)}') in (3, "the answer is nested too deeply")
    system.refuses("nested too deeply", more=f'"x":{deep(100_000)}')
    system.refuses(system.names["count"], count=deep(100_000))


@pytest.mark.parametrize("depth", range(900, 1_001, 4))
def test_any_depth_of_a_field_of_no_known_shape_is_read_or_refused(depth: int) -> None:
    """What is just not too deep to be read may be too deep to be written down again."""
    system = SYSTEMS["service"]
    for literal in (deep(depth), '{"a":' * depth + "1" + "}" * depth):
        told = system.tries(more=f'"additionalData":{literal}')
        assert told in (3, "the answer is nested too deeply")


def test_a_huge_document_is_read_for_what_it_holds(system: System) -> None:
    """A light answer may have eight megabytes, whatever they are."""
    job = system.read(more=f'"x":"{"y" * 7_000_000}","z":[{",".join(["{}"] * 100_000)}]')
    assert system.figure(job) == 3


@pytest.mark.parametrize("digits", ["1" * 5_000, "-" + "1" * 5_000, "1" * 100_000])
def test_a_number_of_thousands_of_digits_costs_the_field_it_stands_in(
    system: System, digits: str
) -> None:
    """Python refuses such with an error of no JSON library."""
    assert system.figure(system.read(more=f'"x":{digits}')) == 3
    system.refuses(f"Integer value out of range - at `{system.names['count']}`", count=digits)
    system.refuses(f"at `{system.names['id']}`", id=digits)


@pytest.mark.parametrize("figure", ["1" * 40, "1000000000001", "-1", "-" + "1" * 40])
def test_a_count_that_cant_be_true_is_not_counted_and_said(system: System, figure: str) -> None:
    """It would spoil every sum, and 41 digits do not fit into the state file."""
    job = system.read(count=figure)
    assert system.figure(job) is None
    (note,) = (note for note in job.diagnostics if "not counted" in note)
    assert system.names["count"].rsplit(".", 1)[-1] in note
    assert ("below zero" if figure.startswith("-") else "too large") in note


@pytest.mark.parametrize("figure", ["1e999", "3.0", "3.5", "1e3", "true", '"3"', '""', "[]", "{}"])
def test_a_count_that_is_no_whole_number_names_its_place(system: System, figure: str) -> None:
    """A guess at what was meant would be shown as the vendor's figure."""
    system.refuses(f"at `{system.names['count']}`", count=figure)


def test_an_infinite_number_that_nobody_reads_does_no_harm(system: System) -> None:
    """It is good JSON."""
    assert system.figure(system.read(more='"x":[1e999,-1e999]')) == 3


@pytest.mark.parametrize(
    "literal", ["NaN", "Infinity", "-Infinity", "nan", "01", "+1", ".5", "0x1"]
)
def test_numbers_that_are_no_json_are_no_answer(system: System, literal: str) -> None:
    """Python's own reader takes three of them, and `nan` records cannot be added up."""
    system.refuses("the answer is not JSON", more=f'"x":{literal}')
    system.refuses("the answer is not JSON", count=literal)


def test_of_a_key_that_stands_twice_the_last_counts(system: System) -> None:
    """So all common readers have it; the vendor's own client saw the same."""
    state = system.names["state"].rsplit(".", 1)[-1]
    job = system.read(state=f'"Failed","{state}":"Invented"')
    assert (job.vendor_status, job.state) == ("Invented", JobState.UNKNOWN)


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        (rb'"cut\ud83d"', "cut\ufffd"),
        (rb'"\udc00x"', "\ufffdx"),
        (rb'"a\u0000b"', "a\0b"),
        (b'"Ren\xe9"', "Ren\ufffd"),
        (b'"\xed\xa0\x80"', "\ufffd\ufffd\ufffd"),
        (rb'"\ud83d\ude42"', "🙂"),
        (rb'"\u001b[2J"', "\x1b[2J"),
    ],
)
def test_broken_text_costs_itself_and_can_be_kept_and_shown(
    system: System, literal: bytes, expected: str
) -> None:
    """A title cut in two, or in another encoding, must not hide whether the job is done."""
    job = system.read(text=literal)
    assert expected in job.title
    assert "\x1b" not in safe(job.title)
    assert "\0" not in safe(job.title)
    assert msgspec.json.decode(msgspec.json.encode(job), type=Job) == job


def test_a_byte_order_mark_is_passed_over_and_other_encodings_are_no_json(system: System) -> None:
    """Some frameworks send the mark; none sends UTF-16, and a proxy that does is not the vendor."""
    usual = system.body()
    assert system.figure(system.read_body(b"\xef\xbb\xbf" + usual)) == 3
    for odd in (usual.decode().encode("utf-16"), usual.decode().encode("utf-16-le"), usual + b"\0"):
        with pytest.raises(Malformed, match="the answer is not JSON"):
            system.read_body(odd)


@pytest.mark.parametrize("number", ["9007199254740993", "4150868000005350001", "1" * 40])
def test_large_ids_keep_every_digit(system: System, number: str) -> None:
    """Read as floats, two jobs in a row would have one id."""
    for literal in (number, f'"{number}"'):
        job = replace(system, ref=replace(system.ref, id=number)).read(id=literal)
        assert job.diagnostics == ()
        told = system.read(id=literal).diagnostics
        assert told == (f"asked for {system.ref.id}, got the job {number}",)


@pytest.mark.parametrize("literal", ["1e18", "4150868000005350003.0", "true", "[]", "{}"])
def test_an_id_that_is_no_whole_number_is_refused_and_never_rounded(
    system: System, literal: str
) -> None:
    """4150868000005350003.0 is another job as a float."""
    system.refuses(f"at `{system.names['id']}`", id=literal)


@pytest.mark.parametrize("literal", ["5", "true", "1.5", "[]", "{}"])
def test_a_state_that_is_no_text_names_its_place(system: System, literal: str) -> None:
    """Whoever reports it to the vendor needs the place."""
    system.refuses(f"at `{system.names['state']}`", state=literal)


@pytest.mark.parametrize("body", [b"{}", b'{"data":[]}', b'{"data":null}', b'{"data":[{}]}'])
def test_an_empty_object_is_no_job(system: System, body: bytes) -> None:
    """Shown as a job without state it would be asked about for ever."""
    with pytest.raises(Malformed, match="the answer is JSON, but no "):
        system.read_body(body)


@pytest.mark.parametrize("body", [b"[]", b"null", b"3", b'"hi"', b"true", b"[{}]"])
def test_what_is_no_object_is_said_to_be_none(system: System, body: bytes) -> None:
    """A gateway's `true` is no answer."""
    with pytest.raises(Malformed, match="Expected `object`, got"):
        system.read_body(body)


def test_null_for_everything_but_the_id_is_a_job_of_which_nothing_is_known(system: System) -> None:
    """Unknown is shown as such; the job is asked about again."""
    job = system.read(state="null", count="null", text="null", time="null")
    assert (job.state, job.vendor_status, system.figure(job)) == (JobState.UNKNOWN, "", None)
    assert job.created_at is None
    assert job.finished_at is None


@pytest.mark.parametrize("word", ["Deferred", "", " ", "DONE?", "完了"])
def test_a_word_that_nobody_knows_is_shown_and_ends_nothing(system: System, word: str) -> None:
    """Taken for an end it would stop all further looks."""
    job = system.read(state=f'"{word}"')
    assert (job.state, job.vendor_status) == (JobState.UNKNOWN, word)
    assert not job.state.is_final
    assert "not one we know" in job.diagnostics[0]


def test_a_word_of_a_megabyte_is_kept_and_said_shortly(system: System) -> None:
    """A note of a megabyte would fill the detail view."""
    job = system.read(state='"' + r"x\u001b" * 100_000 + '"')
    assert len(job.vendor_status) == 200_000
    assert all(len(note) < 200 for note in job.diagnostics)


@pytest.mark.parametrize("literal", ['"0001-01-01T00:00:00"', '"0001-01-01T00:00:00Z"', '""'])
def test_year_one_is_no_time_and_no_fault(system: System, literal: str) -> None:
    """One vendor writes it for "not set"."""
    job = system.read(time=literal)
    assert (job.created_at, job.diagnostics) == (None, ())


@pytest.mark.parametrize(
    "text",
    ["yesterday", "/Date(1607351181000)/", "1607351181", "07/12/2020 14:26", "2020-13-01", "24:00"],
)
def test_a_time_that_cant_be_read_is_said_as_it_was_written(system: System, text: str) -> None:
    """Left out without a word it would seem that the vendor said nothing."""
    job = system.read(time=f'"{text}"')
    assert job.created_at is None
    assert f"{system.names['time']} can't be read: {text}" in job.diagnostics


def test_a_time_that_is_a_number_names_its_place(system: System) -> None:
    """Whether it counts seconds or thousandths nobody says."""
    system.refuses(system.names["time"], time="1607351181")
