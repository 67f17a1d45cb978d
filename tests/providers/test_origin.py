"""Where requests, and the credentials with them, may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.origin import host_of, is_loopback, origin_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://secure.fusebill.com/v1", "https://secure.fusebill.com:443"),
        ("https://SECURE.fusebill.com:443/v1/", "https://secure.fusebill.com:443"),
        ("https://secure.fusebill.com:8443", "https://secure.fusebill.com:8443"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000"),
        ("http://localhost/x", "http://localhost:80"),
        ("http://[::1]:8000/", "http://::1:8000"),
        ("http://secure.fusebill.com/v1", None),
        ("http://127.0.0.1.evil.example/", None),
        ("http://localhost.evil.example/", None),
        ("https://secure.fusebill.com@evil.example/", None),
        ("https://:pass@secure.fusebill.com/", None),
        ("https://@secure.fusebill.com/", None),
        ("https://secure.fusebill.com\\@evil.example/", None),
        ("ftp://secure.fusebill.com/", None),
        ("file:///etc/passwd", None),
        ("//secure.fusebill.com/v1", None),
        ("/v1/BulkApi", None),
        ("https:///v1", None),
        ("https://secure.fusebill.com:99999/", None),
        ("https://secure.fusebill.com:abc/", None),
        ("https://[bad/", None),
        ("", None),
    ],
)
def test_only_addresses_a_key_may_be_sent_to_have_an_origin(url: str, expected: str | None) -> None:
    """A link in an answer is a stranger's word about where to send the key."""
    assert origin_of(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://secure.fusebill.com.evil.example/",
        "https://secure.fusebill.com./",
        "https://secure.fusebill.com:444/",
        "https://secure%2efusebill.com/",
        "https://sеcure.fusebill.com/",
        "https://evil.example\\.secure.fusebill.com/",
    ],
)
def test_no_lookalike_is_of_the_same_origin(url: str) -> None:
    """The fifth has a Cyrillic letter in it."""
    assert origin_of(url) != origin_of("https://secure.fusebill.com/")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"])
def test_this_machine_is_this_machine(host: str) -> None:
    """The sandbox speaks plain HTTP."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "10.0.0.1", "localhost.example", "127.0.0.1.nip"])
def test_no_other_machine_is(host: str) -> None:
    """Plain HTTP to another machine shows the key to the network."""
    assert not is_loopback(host)


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    """Addresses come from vendors and from people who type."""
    assert origin_of("https://" + text) is None or host_of("https://" + text)
    assert host_of(text)
