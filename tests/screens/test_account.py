"""Setting an account up by keys: a new user's first minutes."""

from __future__ import annotations

from textual.pilot import Pilot

from providers.facts import Said
from providers.setup import SecretPlace, Tried, Way
from screens.account import AccountScreen
from screens.desk import DeskScreen
from tests.screens.fake_jobs import FakeJobs, app_on, paste, press, settled, shown
from tests.screens.fake_setup import FakeSetup
from tests.screens.sample_jobs import sample_jobs

SIZE = (80, 24)
TO_THE_END = ("down",) * 4


def said(pilot: Pilot[int]) -> str:
    """The whole screen as one text."""
    return "\n".join(shown(pilot))


async def test_a_new_users_desk_says_what_it_is_and_what_to_press() -> None:
    """Nobody reads a manual first."""
    jobs = FakeJobs(notices=("no account is configured; they go into ~/.config/x.toml",))
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await settled(pilot)
        text = said(pilot)
        for word in ("This desk watches", "Enter", ":demo", "~/.config/x.toml"):
            assert word in text


async def test_enter_fills_in_writes_and_tests_what_is_typed_ahead_too() -> None:
    """Six keys and a name: the variable's name is made from that."""
    jobs = FakeJobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", *"acme", "enter", *"PROD")
        assert isinstance(pilot.app.screen, AccountScreen)
        text = said(pilot)
        assert "[accounts.acme]" in text
        assert 'label = "PROD"' in text
        assert 'api_key = { env = "ACME_API_KEY" }' in text
        await press(pilot, *("enter",) * 4, "enter")
        [draft] = jobs.setup.written
        assert (draft.provider, draft.name) == ("fusebill", "acme")
        assert draft.texts["label"] == "PROD"
        assert draft.secrets == {"api_key": SecretPlace(Way.ENV, "")}
        assert jobs.setup.asked == ["acme"]
        text = said(pilot)
        assert "config.toml, line 2" in text
        assert "GET /v1/BulkApi/0 → 404 in 212 ms" in text
        assert "it works" in text
        assert "a adds jobs" in text
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DeskScreen)


async def test_it_does_not_open_by_enter_where_there_are_accounts() -> None:
    """An empty list of somebody who is set up is no first run."""
    jobs = FakeJobs(facts=sample_jobs().facts)
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, DeskScreen)


async def test_a_vendor_and_a_name_may_be_given_with_the_command() -> None:
    """`:account zoho crm` begins where there is something left to say."""
    async with app_on(FakeJobs()).run_test(size=SIZE) as pilot:
        await pilot.app.run_action("app.account('zoho', 'crm')")
        await settled(pilot)
        text = said(pilot)
        assert "‹Zoho CRM›" in text
        assert "[accounts.crm]" in text
        assert 'data_center = "us"' in text
        assert 'refresh_token = { env = "CRM_REFRESH_TOKEN" }' in text
        assert "api key" not in text


async def test_another_vendor_and_another_way_are_chosen_by_arrows() -> None:
    """Left and right choose; what it comes to is seen at once."""
    jobs = FakeJobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", *"wills", "up", "right")
        assert 'provider = "willsuite"' in said(pilot)
        await press(pilot, "down", "down", "down", *"41", "down", "right", "down")
        await press(pilot, *"pass show wills")
        assert 'client_secret = { command = ["pass", "show", "wills"] }' in said(pilot)
        await press(pilot, "down", "down", "down", "enter")
        [draft] = jobs.setup.written
        assert draft.secrets == {"client_secret": SecretPlace(Way.COMMAND, "pass show wills")}


async def test_what_is_missing_is_said_and_nothing_is_written() -> None:
    """One line, at the field's foot, while it is filled in."""
    jobs = FakeJobs(setup=FakeSetup(taken={"acme": 1}))
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", *("down",) * 5, "enter")
        assert "a name for it" in said(pilot)
        await press(pilot, *("up",) * 5, *"acme")
        assert "there is an account acme already" in said(pilot)
        await press(pilot, *" x")
        assert "use letters, digits, dot, dash" in said(pilot)
        await press(pilot, *("down",) * 5, "enter")
        assert jobs.setup.written == []


async def test_a_file_that_is_broken_is_said_and_the_form_stays() -> None:
    """What was typed is not lost over somebody's open editor."""
    broken = Said("nothing was written, the file is broken: config.toml:3", is_trouble=True)
    jobs = FakeJobs(setup=FakeSetup(outcome=broken))
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", *"acme", *("down",) * 5, "enter")
        assert "the file is broken: config.toml:3" in said(pilot)
        assert "[accounts.acme]" in said(pilot)
        assert jobs.setup.asked == []


async def test_a_test_that_fails_can_be_repeated() -> None:
    """The key was mended at the vendor meanwhile."""
    refused = Tried(False, "Fusebill refuses the credentials: HTTP 401", "mend the secret")
    jobs = FakeJobs()
    jobs.setup.tried.insert(0, refused)
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", *"acme", *("down",) * 5, "enter")
        assert "refuses the credentials" in said(pilot)
        assert "test again" in said(pilot)
        await press(pilot, "enter")
        assert jobs.setup.asked == ["acme", "acme"]
        assert "it works" in said(pilot)
        assert len(jobs.setup.written) == 1


async def test_escape_leaves_and_writes_nothing() -> None:
    """Not a wizard that must be finished."""
    jobs = FakeJobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", *"acme", "escape")
        assert isinstance(pilot.app.screen, DeskScreen)
        assert jobs.setup.written == []


async def test_a_paste_with_escapes_and_lines_does_no_harm() -> None:
    """Somebody pastes a whole mail into the name."""
    async with app_on(FakeJobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        await paste(pilot, "\x1b[31mred\x07\nsecond line\n" + "x" * 100_000)
        assert "\x1b" not in said(pilot)
        assert "use letters, digits" in said(pilot)


async def test_at_forty_columns_the_chosen_word_stands_alone_and_fields_keep_their_room() -> None:
    """A vendor that is cut off is one that nobody knows can be chosen."""
    async with app_on(FakeJobs()).run_test(size=(40, 20)) as pilot:
        await press(pilot, "enter", "up")
        assert "‹Fusebill› …" in said(pilot)
        await press(pilot, "right", "right")
        assert "‹Zoho CRM› …" in said(pilot)
        assert "client secret  ‹env› …" in said(pilot)
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.1)
        await settled(pilot)
        assert " Fusebill  WillSuite ‹Zoho CRM›" in said(pilot)
        assert "‹env› command  file" in said(pilot)
