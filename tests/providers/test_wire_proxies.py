"""The ways of a jump host: a proxy, a company's CA, and which setting is at fault."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from providers.auth import KeyCredential, Secret, SecretSource
from providers.base import Account, OpenGate
from providers.errors import ProviderError, Unreachable
from providers.exchange import Answer
from providers.refusals import refused
from providers.wire import Wire

CERTIFICATES = Path(__file__).parents[1] / "faults" / "certificates"
CA = str(CERTIFICATES / "ca.pem")
Look = Callable[[Account], Coroutine[None, None, Answer]]
PASSWORD = "hunter-22-secret"


def refusal(answer: Answer) -> ProviderError:
    """A vendor that is taken at its status."""
    return refused(answer, None)


@dataclass(slots=True)
class Proxy:
    """Passes on what is meant for `vendor.test`, a name that only it knows."""

    vendor_port: int
    reply: bytes = b"HTTP/1.1 200 Connected\r\n\r\n"
    asked: list[str] = field(default_factory=list)
    port: int = 0
    tls_port: int = 0
    """Where it speaks TLS itself, with a certificate of the company's CA."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one CONNECT, and pass bytes on where the answer is yes."""
        with suppress(OSError, asyncio.IncompleteReadError):
            self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            writer.write(self.reply)
            await writer.drain()
            if b" 200 " in self.reply:
                there = await asyncio.open_connection("127.0.0.1", self.vendor_port)
                await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
        await _close(writer)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    await _close(writer)


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """A proxy before a vendor that speaks TLS with a certificate of the company's CA."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "good.pem")

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            await writer.drain()
        await _close(writer)

    vendor = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    made = Proxy(vendor.sockets[0].getsockname()[1])
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    secured = await asyncio.start_server(made.serve, "127.0.0.1", 0, ssl=context)
    made.tls_port = secured.sockets[0].getsockname()[1]
    async with vendor, server, secured:
        yield made
        # The client has hung up, upon which everybody does.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)


@pytest.fixture
def look(secret: Callable[..., SecretSource]) -> Look:
    """Looks at a vendor that only the proxy can reach."""

    async def look(account: Account) -> Answer:
        line = Wire(account, "https://vendor.test/v1", OpenGate())
        try:
            return await line.get("x", KeyCredential("Basic", secret("canary-1f9c")), refusal)
        finally:
            await line.close()

    return look


@pytest.mark.parametrize("by", ["proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
async def test_a_vendor_is_reached_through_a_proxy_and_a_companys_ca(
    proxy: Proxy, look: Look, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """It is how jump hosts reach the world; the key goes through the tunnel, past the proxy."""
    url = f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}"
    if by != "proxy":
        monkeypatch.setenv(by, url)
    account = Account("acme", "fusebill", proxy=url if by == "proxy" else "", ca_file=CA)

    assert (await look(account)).body == b"{}"

    assert proxy.asked[0].startswith("CONNECT vendor.test:443 ")
    assert "canary-1f9c" not in proxy.asked[0]


@pytest.mark.parametrize("by", ["proxy", "HTTPS_PROXY", "all_proxy"])
async def test_a_proxy_that_speaks_tls_is_known_by_the_companys_ca(
    proxy: Proxy, look: Look, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """Its certificate is the company's own, as the vendor's is behind one that looks inside."""
    url = f"HTTPS://me:{PASSWORD}@127.0.0.1:{proxy.tls_port}"
    if by != "proxy":
        monkeypatch.setenv(by, url)
    account = Account("acme", "fusebill", proxy=url if by == "proxy" else "", ca_file=CA)

    assert (await look(account)).body == b"{}"

    assert proxy.asked[0].startswith("CONNECT vendor.test:443 ")


@pytest.mark.parametrize("but", ["vendor.test", "other.test, *"])
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_host_in_no_proxy_is_asked_directly(
    proxy: Proxy, look: Look, monkeypatch: pytest.MonkeyPatch, scheme: str, but: str
) -> None:
    """A vendor inside the company's network is not to be had through its proxy."""
    monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("NO_PROXY", but)

    def unknown(*args: object, **settings: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(Unreachable, match=r"vendor\.test: the host name is not known"):
        await look(Account("acme", "fusebill", ca_file=CA))

    assert proxy.asked == []


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (b"HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n", "wants a user and a password"),
        (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", r"refused .* \(HTTP 403\)"),
        (b"", "broke off"),
        (b"garbage\r\n\r\n", "broke off"),
    ],
)
@pytest.mark.parametrize("is_action", [False, True])
async def test_a_proxy_that_refuses_is_named_and_nothing_has_left(
    proxy: Proxy, look: Look, reply: bytes, told: str, is_action: bool
) -> None:
    """Called the vendor's, its refusal has the wrong people search; and an action that no proxy
    passed on may be sent again."""
    proxy.reply = reply
    url = f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}"
    account = Account("acme", "fusebill", proxy=url, ca_file=CA)

    line = Wire(account, "https://vendor.test/v1", OpenGate())
    asking = line.post("Process", Secret("Basic x"), is_action=True) if is_action else look(account)

    with pytest.raises(Unreachable, match=told) as caught:
        await asking

    assert f"the proxy 127.0.0.1:{proxy.port} (proxy)" in str(caught.value)
    assert PASSWORD not in str(caught.value)


async def test_a_proxy_that_is_not_there_is_named(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vendor is up, and nobody should wait for it."""
    monkeypatch.setenv("https_proxy", f"http://me:{PASSWORD}@127.0.0.1:1")

    told = r"the proxy 127\.0\.0\.1:1 \(https_proxy\): the connection was refused"
    with pytest.raises(Unreachable, match=told) as caught:
        await look(Account("acme", "fusebill"))

    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("proxy", "http://proxy:port", "proxy is no address"),
        ("proxy", f"gopher://me:{PASSWORD}@proxy:1", "proxy is no address"),
        ("proxy", f"socks5://me:{PASSWORD}@proxy:1", "socksio is not there"),
        ("HTTPS_PROXY", f"https://me:{PASSWORD}@proxy:port", "HTTPS_PROXY is no address"),
        ("HTTPS_PROXY", f"gopher://me:{PASSWORD}@proxy:1", "HTTPS_PROXY is no address"),
        ("ALL_PROXY", f"socks5://me:{PASSWORD}@proxy:1", "ALL_PROXY is a socks5 proxy"),
        ("NO_PROXY", "https://x:port", "NO_PROXY names a host"),
        ("ca_file", "/nowhere/ca.pem", "ca_file /nowhere/ca.pem can't be read: No such file"),
        ("ca_file", __file__, "holds no certificates"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "SSL_CERT_FILE /nowhere/ca.pem can't be read"),
        ("SSL_CERT_FILE", __file__, r"SSL_CERT_FILE .* holds no certificates"),
    ],
)
async def test_the_setting_at_fault_is_named_without_its_password(
    look: Look, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, told: str
) -> None:
    """Found only with the first request, it is one of six places to look at."""
    account = Account("acme", "fusebill")
    if setting == "proxy":
        account = Account("acme", "fusebill", proxy=value)
    elif setting == "ca_file":
        account = Account("acme", "fusebill", ca_file=value)
    else:
        monkeypatch.setenv(setting, value)

    with pytest.raises(Unreachable, match=told) as caught:
        await look(account)

    assert str(caught.value).startswith("acme: ")
    assert PASSWORD not in str(caught.value)
