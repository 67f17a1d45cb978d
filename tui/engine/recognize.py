"""Jobs found in whatever somebody pastes: refs, ids, URLs, JSON answers, curl lines, tickets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

import msgspec

from providers.base import Account
from providers.facts import Guess
from providers.kinds import KINDS, PROVIDER_LABELS
from providers.model import JobRef
from providers.text import quoted
from tui.engine.nearest import nearest

LONGEST: Final = 256 * 1024
"""Characters that are searched; what is beyond is not."""

_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_URLS: Final = (
    (re.compile(r"/BulkApi/(?:Cancel/)?([0-9]+)", re.I), "fusebill", "bulk"),
    (re.compile(r"/serviceJobs/([0-9]+)", re.I), "fusebill", "service"),
    (re.compile(rf"/api-jobs/({_UUID})", re.I), "willsuite", "job"),
    (re.compile(r"/bulk/v[0-9.]+/write/([0-9]+)", re.I), "zoho", "write"),
    (re.compile(r"/bulk/v[0-9.]+/read/([0-9]+)", re.I), "zoho", "read"),
    (re.compile(r"/bulk-write/([0-9]+)/", re.I), "zoho", "write"),
)
_LINK: Final = re.compile(r"https?://[^\s'\"<>|\\]+", re.I)
_REF: Final = re.compile(
    r"(?<![\w/.:-])([A-Za-z0-9][A-Za-z0-9_.-]*)/([a-z]+)/([A-Za-z0-9](?:[A-Za-z0-9._~-]*[A-Za-z0-9])?)"
)
_SHORT_REF: Final = re.compile(
    rf"(?<![\w/.:-])([A-Za-z0-9][A-Za-z0-9_.-]*)/({_UUID}|[0-9]{{1,20}})(?![\w/%-]|[.,:][0-9])"
)
_TOKEN: Final = re.compile(rf"(?<![\w.,:/@+$€£-])({_UUID}|[0-9]{{1,20}})(?![\w@%-]|[.,:/][0-9])")
_PROCESS: Final = re.compile(r"/BulkApi/Process\b", re.I)
_BODY_ID: Final = re.compile(r"[\"']id\\?[\"']\s*:\s*\\?[\"']?([0-9]{1,10})(?![0-9])")
_TRAFFIC: Final = re.compile(
    r"^[ \t>$<*]*(?:(?:curl|-H|--header|-d|--data)\b"
    r"|(?:date|server|set-cookie|content-[a-z]+|x-[a-z-]+|etag|authorization):).*$",
    re.I | re.M,
)
_SAID: Final = 200
"""Characters of the text that a guess repeats."""
_NAME: Final = 60
"""Characters of a name for which one like it is sought."""
_MOST: Final = 1_000
"""Jobs that one text may name; nobody reads a longer list of guesses."""
_PROSE_ID: Final = 5
"""Digits that a number needs to be taken for an id in the middle of a sentence."""


def recognize(text: str, accounts: Mapping[str, Account]) -> tuple[Guess, ...]:
    """The jobs that `text` names, in its order, each once.

    Args:
        text: Anything at all.
        accounts: The configured accounts, by name.
    """
    text = text[:LONGEST]
    guesses, rest = _from_json(text, accounts)
    guesses += [
        *_from_actions(text, accounts),
        *_from_links(rest, accounts),
        *_from_refs(_LINK.sub(" ", rest), accounts),
        *_from_short_refs(_LINK.sub(" ", rest), accounts),
    ]
    if guesses:
        # The numbers of a request and of an answer's head are no ids: keys, dates, lengths.
        rest = _TRAFFIC.sub("", rest)
    rest = _SHORT_REF.sub(" ", _REF.sub(" ", _LINK.sub(" ", rest)))
    guesses.extend(islice(_from_ids(rest, accounts), _MOST))
    return _each_once(guesses)[:_MOST]


def _from_json(text: str, accounts: Mapping[str, Account]) -> tuple[list[Guess], str]:
    """Jobs whose whole answer was pasted, and the text without it: it is full of other ids."""
    brackets = "[]" if text.lstrip().startswith("[") else "{}"
    begin, end = text.find(brackets[0]), text.rfind(brackets[1])
    if begin < 0 or end < begin:
        return [], text
    try:
        answer = msgspec.json.decode(text[begin : end + 1].encode("utf-8", "replace"))
    except (msgspec.DecodeError, ValueError, RecursionError):
        return [], text
    listed = answer.get("data") if isinstance(answer, dict) else answer
    candidates = [answer, *(listed if isinstance(listed, list) else [])]
    found = [_shape(candidate) for candidate in candidates if isinstance(candidate, dict)]
    guesses = [
        _guess(provider, kind, job_id, "", "JSON answer", job_id, accounts)
        for provider, kind, job_id in (shape for shape in found if shape is not None)
        if KINDS[provider][kind].id_pattern.fullmatch(job_id)
    ]
    return guesses, f"{text[:begin]} {text[end + 1 :]}" if guesses else text


def _from_actions(text: str, accounts: Mapping[str, Account]) -> list[Guess]:
    """Jobs of requests that name them in their body, as a curl line has it."""
    links = [link for link in _LINK.findall(text) if _PROCESS.search(link)]
    if not links:
        return []
    return [
        _guess("fusebill", "bulk", job_id, _host(links[0]), "URL", job_id, accounts)
        for job_id in islice(_BODY_ID.findall(text), _MOST)
    ]


def _shape(answer: Mapping[str, object]) -> tuple[str, str, str] | None:
    """Provider, kind and id of a vendor's job object; `None` when it is none."""
    details = answer.get("details")
    found = answer.get("id", details.get("id") if isinstance(details, dict) else None)
    if isinstance(found, bool) or not isinstance(found, int | str) or not found:
        return None
    job_id = str(found)
    if "totalRecords" in answer or "successfulRecords" in answer:
        return "fusebill", "bulk", job_id
    if "serviceTasks" in answer or "percentComplete" in answer:
        return "fusebill", "service", job_id
    if "effected_records" in answer or "company_id" in answer:
        return "willsuite", "job", job_id
    if "resource" in answer:
        return "zoho", "write", job_id
    if "query" in answer and "state" in answer:
        return "zoho", "read", job_id
    if isinstance(details, dict) and "created_by" in details:
        # What the vendor says when a job was made: only one for reading says its operation.
        return "zoho", "read" if "operation" in details else "write", job_id
    return None


def _from_links(text: str, accounts: Mapping[str, Account]) -> list[Guess]:
    guesses: list[Guess] = []
    for link in islice(_LINK.findall(text), _MOST):
        host = _host(link)
        for pattern, provider, kind in _URLS:
            found = pattern.search(link)
            if found:
                guess = _guess(provider, kind, found[1], host, "URL", link, accounts)
                odd = _odd_id(provider, kind, found[1])
                guesses.append(replace(guess, refs=(), trouble=odd) if odd else guess)
                break
        else:
            # An address of another form still names its job when it holds a uuid.
            for job_id in islice(re.findall(_UUID, link), 1):
                guesses.append(_guess("willsuite", "job", job_id, host, "uuid", link, accounts))
    return guesses


def _from_refs(text: str, accounts: Mapping[str, Account]) -> list[Guess]:
    guesses: list[Guess] = []
    for account, kind, job_id in islice(_REF.findall(text), _MOST):
        said = f"{account}/{kind}/{job_id}"[:_SAID]
        configured = accounts.get(account)
        if configured is None:
            if any(kind in kinds for kinds in KINDS.values()):
                near = nearest(account[:_NAME], accounts)
                trouble = f"no account {quoted(account)} is configured{near}"
                guesses.append(Guess(said, "ref", trouble=trouble))
        elif kind not in KINDS[configured.provider]:
            kinds = ", ".join(KINDS[configured.provider])
            trouble = f"{account} has no kind {quoted(kind)}: {kinds}"
            guesses.append(Guess(said, "ref", trouble=trouble))
        elif odd := _odd_id(configured.provider, kind, job_id):
            guesses.append(Guess(said, "ref", trouble=odd))
        else:
            guesses.append(Guess(said, "ref", (JobRef(account, kind, job_id),)))
    return guesses


def _from_short_refs(text: str, accounts: Mapping[str, Account]) -> list[Guess]:
    """Refs without a kind: the kinds that the id's shape fits, the likeliest first."""
    guesses: list[Guess] = []
    for account, job_id in islice(_SHORT_REF.findall(text), _MOST):
        said = f"{account}/{job_id}"[:_SAID]
        configured = accounts.get(account)
        if configured is None:
            # In the middle of a text it may be a date, or a page of a book.
            if text.strip() == f"{account}/{job_id}" and not account.isdigit():
                near = nearest(account[:_NAME], accounts)
                trouble = f"no account {quoted(account)} is configured{near}"
                guesses.append(Guess(said, "ref", trouble=trouble))
            continue
        kinds = KINDS[configured.provider]
        fitting = [name for name, kind in kinds.items() if kind.id_pattern.fullmatch(job_id)]
        refs = tuple(JobRef(account, kind, job_id) for kind in fitting)
        odd = "" if refs else f"{quoted(job_id)} does not look like an id of {account}"
        guesses.append(Guess(said, "ref", refs, odd))
    return guesses


def _odd_id(provider: str, kind: str, job_id: str) -> str:
    """Why that is no id of such a job: a part of one would be another job's; empty if it is one."""
    known = KINDS[provider][kind]
    if known.id_pattern.fullmatch(job_id):
        return ""
    return f"{quoted(job_id)} does not look like the id of a {known.label}"


def _from_ids(text: str, accounts: Mapping[str, Account]) -> Iterator[Guess]:
    """Ids that stand alone: any on a line of nothing but ids, long ones in a sentence."""
    for line in text.splitlines():
        is_prose = bool(re.search(r"[^\W\d_]", _TOKEN.sub(" ", line)))
        for token in _TOKEN.findall(line):
            if not is_prose or len(token) >= _PROSE_ID:
                yield from _by_shape(token, accounts)


def _by_shape(token: str, accounts: Mapping[str, Account]) -> list[Guess]:
    for provider, kinds in KINDS.items():
        fitting = [name for name, kind in kinds.items() if kind.id_pattern.fullmatch(token)]
        if fitting:
            why = "uuid" if "-" in token else f"{len(token)} digits"
            return [_guess(provider, "", token, "", why, token, accounts)]
    return []


def _guess(
    provider: str,
    kind: str,
    job_id: str,
    host: str,
    why: str,
    said: str,
    accounts: Mapping[str, Account],
) -> Guess:
    """What an id may be: in each fitting account, its likeliest kind first."""
    fitting = [a for a in accounts.values() if a.provider == provider]
    at_host = [a for a in fitting if host and _host(a.base_url) == host]
    if host and not at_host:
        # An account without base_url is at the vendor's own host; one with another is elsewhere.
        at_host = [a for a in fitting if not a.base_url]
    kinds = [kind] if kind else [*KINDS[provider]]
    refs = [JobRef(a.name, k, job_id) for k in kinds for a in at_host or fitting]
    label = PROVIDER_LABELS[provider]
    trouble = "" if refs else f"no {label} account is configured"
    return Guess(said[:_SAID], why, tuple(refs), trouble)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def _each_once(guesses: Iterable[Guess]) -> tuple[Guess, ...]:
    """Guesses without those that name a job which an earlier one names already."""
    kept: list[Guess] = []
    seen: set[object] = set()
    for guess in guesses:
        keys: set[object] = {ref.id for ref in guess.refs} or {guess.said}
        if not keys & seen:
            kept.append(guess)
            seen |= keys
    return tuple(kept)
