"""The HTTP log by keys: is it us or them?"""

from __future__ import annotations

from textual.pilot import Pilot

from screens.calls import CallsScreen
from screens.widgets.table import LineTable
from tests.screens.fake_calls import FakeCalls
from tests.screens.fake_jobs import FakeJobs, app_on, news, press, shown
from tests.screens.sample_calls import call, calling_jobs
from tests.screens.sample_refs import AUTH, RUN

SIZE = (80, 24)


def paths(pilot: Pilot[int]) -> list[str]:
    """The paths that are listed, from the top."""
    screen = pilot.app.screen
    assert isinstance(screen, CallsScreen)
    rows = screen._rows
    found = [rows.call(rows.key(at)) for at in range(len(rows))]
    return [each.exchange.path for each in found if each]


async def test_the_newest_call_stands_first_with_its_facts_below() -> None:
    """The last thing that happened is what is asked about."""
    async with app_on(calling_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "at")
        text = shown(pilot)
        assert paths(pilot)[0] == "/v1/serviceJobs/2607617"
        assert "12:04:27" in text[2]
        assert "live · 8 calls of this session" in text[0]
        below = "\n".join(text[14:])
        assert "200 OK in 240 ms, 1.4 kB on the wire" in below
        assert "x-rate-limit-remaining-minute: 984" in below


async def test_it_opens_from_any_screen_and_goes_back_there() -> None:
    """A question about the link comes up wherever one is."""
    async with app_on(calling_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "at", "at")
        assert isinstance(pilot.app.screen, CallsScreen)
        await press(pilot, "escape")
        assert type(pilot.app.screen).__name__ == "RecordsScreen"
        await press(pilot, "slash", "at")
        assert "@" in "\n".join(shown(pilot)), "in a field it is a letter"


async def test_new_calls_are_followed_until_another_row_is_chosen() -> None:
    """A line that is being read does not run away, and `g` goes on."""
    jobs = calling_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "at")
        table = pilot.app.screen.query_one(LineTable)
        jobs.calls.made.append(call(1, "/v1/BulkApi/1", 200, 9, "look", RUN))
        await news(pilot)
        assert table.cursor_key == "9"
        await press(pilot, "j")
        jobs.calls.made.append(call(0, "/v1/BulkApi/2", 200, 9, "look", RUN))
        await news(pilot)
        assert table.cursor_key == "8"
        assert "held, g follows" in shown(pilot)[0]
        await press(pilot, "g")
        jobs.calls.made.append(call(0, "/v1/BulkApi/3", 200, 9, "look", RUN))
        await news(pilot)
        assert table.cursor_key == "11"
        assert "live" in shown(pilot)[0]


async def test_what_did_not_change_is_not_painted_again() -> None:
    """News of jobs come every second, and the line is slow."""
    jobs = calling_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "at")
        screen = pilot.app.screen
        await pilot.pause()
        screen._dirty_widgets.clear()
        screen._compositor._dirty_regions.clear()
        await news(pilot)
        assert not screen._dirty_widgets
        assert not screen._compositor._dirty_regions


async def test_words_and_terms_find_calls() -> None:
    """`status:>=400` is how everybody thinks of them."""
    async with app_on(calling_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "at", "slash", *"status:>=400", "enter")
        assert len(paths(pilot)) == 2
        assert "2 fit" in shown(pilot)[0]
        await press(pilot, "escape", "slash", *"token", "enter")
        assert paths(pilot) == ["/oauth/v2/token"]
        await press(pilot, "escape", "slash", *"ms:>2000 -account:wills", "enter")
        assert paths(pilot) == ["/v1/BulkApi/373334?view=Full"]
        await press(pilot, "escape", "slash", *"nowhere", "enter")
        assert "No calls that fit." in "\n".join(shown(pilot))


async def test_half_a_term_is_told_until_it_is_whole() -> None:
    """It is being typed."""
    async with app_on(calling_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "at", "slash", *"status:>")
        assert "status: is compared with a number" in shown(pilot)[-1]
        await press(pilot, *"400")
        assert paths(pilot) == ["/v1/BulkApi/373391", f"/crm/bulk/v8/write/{AUTH.id}"]


async def test_only_those_that_failed() -> None:
    """One key for the usual question."""
    async with app_on(calling_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "at", "f")
        assert len(paths(pilot)) == 3
        assert any("none" in line for line in shown(pilot)[2:6])
        await press(pilot, "escape")
        assert len(paths(pilot)) == 8
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, CallsScreen)


async def test_enter_shows_all_of_a_call() -> None:
    """The vendor's own support asks for the request's id."""
    async with app_on(calling_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "at", "j", "enter")
        text = "\n".join(shown(pilot))
        assert "GET secure.fusebill.com/v1/BulkApi/373391" in text
        assert "429 Too Many Requests in 41 ms" in text
        assert "retry-after: 30" in text
        assert "x-request-id: 7f3a-11" in text
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, CallsScreen)


async def test_a_call_without_an_answer_says_why() -> None:
    """`none` alone would leave the question open."""
    async with app_on(calling_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "at", *"jjj", "enter")
        text = "\n".join(shown(pilot))
        assert "none, given up after 30,004 ms" in text
        assert "gave no whole answer within 30 s" in text


async def test_before_the_first_call_it_says_so() -> None:
    """An empty table would look broken."""
    async with app_on(FakeJobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "at", "enter")
        assert "No call has been made in this session yet." in "\n".join(shown(pilot))


async def test_calls_that_are_no_longer_remembered_are_counted() -> None:
    """Truncation is never silent."""
    jobs = FakeJobs(calls=FakeCalls([call(1, "/v1/BulkApi/1", 200, 9, "look")], forgotten=2_000))
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "at")
        assert "last 1 of 2,001 calls of this session" in shown(pilot)[0]
