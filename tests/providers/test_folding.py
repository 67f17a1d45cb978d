"""What tells one cause from another, and what does not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.folding import fold_message
from providers.sandbox.bulk_causes import PAYMENT_CAUSES

ALIKE = [
    ("Invoice 9421 is void.", "Invoice 1,009,421 is void."),
    ("Subscription 9923946 not found.", "Subscription 13789624 not found."),
    ("Payment of $1,234.56 is too much", "Payment of $7 is too much"),
    ("Betrag 1.234,56 ist zu hoch", "Betrag -3 ist zu hoch"),
    ("Due on 2024-01-02, not later", "Due on 2026-11-23T18:22:06.5Z, not later"),
    ("At 2024-01-02 03:04 UTC", "At 2024-01-02 03:04:05 +01:00"),
    ("Born 03/12/2024", "Born 1/1/1970"),
    ("Case 43dbbc35-d114-4da5-a1c0-6abbea6d7bf5.", "Case DEADBEEF-abcd-4bcd-abcd-abcdefabcdef."),
    ("Value 'a' of \"x\" is odd", "Value 'it s' of \"y z\" is odd"),
    ("„Müller“ fehlt", "„Ö 12“ fehlt"),
    ("« Zoé » ou `x` manque", "« 7 » ou `y` manque"),
    ("no user a.b+c@d.example", "no user x@mail.y-z.co.uk"),
    # By chance an id has no letter, or no digit before its letters.
    ("Transaction a1b2c3d4e5f6 failed", "Transaction 123456789012 failed"),
    ("Transaction bbdaabfb failed", "Transaction 12345678 failed"),
    ("Transaction abcdef1234567890 failed", "Transaction 1abcdef234567890 failed"),
    ("Token pay_1a2B3c4D5e is used", "Token 9zQ8yW7xE6vR5 is used"),
    ("IBAN GB29NWBK60161331926819", "IBAN DE89370400440532013000"),
    ("Contract INV00012345 is void", "Contract INV99912345 is void"),
    ("Invoice INV-12 is void", "Invoice INV-7 is void"),
    ("the 1st row", "the 22st row"),
    ("１２ rows", "٣٤ rows"),
    ("a=1,b=2", "a=33,b=4.5"),
]
APART = [
    ("E1234: refused", "E1999: refused"),
    ("field feedback is missing", "field facade is missing"),
    ("ERR12345 refused", "ERR12346 refused"),
    ("AADSTS700016", "AADSTS700017"),
    ("error 0x80070005", "error 0x80070002"),
    ("charset ISO8859 is not known", "charset ISO2022 is not known"),
    ("OAUTH1 is off", "OAUTH2 is off"),
    ("x86_64 only", "x86_32 only"),
    ("address1Line2 is missing", "address1Line3 is missing"),
    ("custom_field_3 is missing", "custom_field_4 is missing"),
    ("the gateway said HTTP 404", "the gateway said HTTP 502"),
    ("Card declined. [gateway code: 51]", "Card declined. [gateway code: 05]"),
    ("response code=7 came", "response code=8 came"),
    ("Customer 12 not found", "Customer 12 is cancelled"),
    ("Invoice 1, customer 2", "Invoice 1 customer 2"),
    ("Value '' is empty", "Value 'x' is empty"),
    ("can't find Ann's card", "can't find Bob's card"),
    ("1 of 3 at 5 %", "1 of 3 at 5"),
    ("Amount 12- is not a number.", "Amount 12 is not a number."),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_differs_between_records_is_folded(one: str, other: str) -> None:
    """Five thousand failures are three reasons; a list of five thousand lines helps nobody."""
    assert fold_message(one) == fold_message(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_reasons_never_become_one(one: str, other: str) -> None:
    """Somebody would mend the one and resubmit the other."""
    assert fold_message(one) != fold_message(other)


@pytest.mark.parametrize(
    ("message", "folded"),
    [
        ("Invoice 9421 has no outstanding balance.", "Invoice <n> has no outstanding balance."),
        ("Card declined.\nGateway code: 51", "Card declined.\nGateway code: 51"),
        ("postal code 12345 is odd", "postal code <n> is odd"),
        ("call +1-555-123-4567 ", "call <n>-<n>-<n>-<n>"),
        ("(-5) of 32GB", "(<n>) of <n>GB"),
        ("http://a.example/c/123?x=4", "http://a.example/c/<n>?x=<n>"),
        ("on 2024-01-02.", "on <date>."),
        ("2024-01-02x", "<n>-<n>-<n>x"),
        ('say "12 a@b.example", 43dbbc35-d114-4da5-a1c0-6abbea6d7bf5', "say <text>, <uuid>"),
        ("", ""),
        ("x" * 3_000, "x" * 2_000),
    ],
)
def test_what_is_left_can_be_read(message: str, folded: str) -> None:
    """It is what the list of groups shows."""
    assert fold_message(message) == folded


@pytest.mark.parametrize("cause", [c.text for c in PAYMENT_CAUSES if c.text])
def test_each_of_the_played_causes_is_one_group(cause: str) -> None:
    """Their tokens are hexadecimal, and some of those look like numbers."""
    values = [
        {"customer": n, "invoice": n * 7, "method": n, "amount": f"{n / 7:,.2f}", "balance": n}
        for n in range(1, 400, 3)
    ]
    tokens = [f"{n * 0x9E3779B1 % 2**32:08x}" for n in range(len(values))]

    folded = {
        fold_message(cause.format(token=token, **each))
        for token, each in zip(tokens, values, strict=True)
    }

    assert len(folded) == 1


@given(st.text(max_size=60), st.integers(0, 10**9))
def test_a_number_of_its_own_makes_no_difference_wherever_it_stands(text: str, number: int) -> None:
    """Whatever stands around it."""
    assert fold_message(f"{text} {number} x") == fold_message(f"{text} 12345 x") or (
        # What makes it a code.
        fold_message(f"{text} {number} x").count(str(number)) > 0
    )


@pytest.mark.parametrize(
    "piece",
    ["1.", "a.", "a1-", "1a", "'", "'a", '"', "“", "-", "1-", "@", "a@", "a@b.", "deadbeef-", "1,"],
)
def test_no_message_is_chosen_so_well_that_it_takes_long(piece: str) -> None:
    """A vendor's text may be anybody's, and a job may hold a million of them."""
    message = (piece * 2_000)[:2_000]
    begun = time.perf_counter()
    for _ in range(20):
        fold_message(message)

    assert time.perf_counter() - begun < 5.0
