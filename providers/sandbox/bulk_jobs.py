"""The Fusebill bulk jobs of the sandbox, by id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from providers.sandbox.bulk_causes import (
    HOSTILE_CAUSES,
    PAYMENT_CAUSES,
    VALIDATION_CAUSES,
    Cause,
)
from providers.sandbox.bulk_plans import NEVER, BulkPlan

PAYMENTS: Final = ("BulkPayment", "BulkPayment-{date}.csv", "Bulk Payment")


def _documented() -> Iterable[BulkPlan]:
    """Jobs whose answers stand in the vendor's reference, field by field."""
    yield BulkPlan(
        373334,
        file_name="BulkWriteOff-20201207.csv",
        total=3,
        created=-900.0,
        processing=0.0,
        failing=3,
        extra={
            "accountId": 9_923_946,
            "createdTimestamp": "2020-12-07T14:26:21",
            "completedTimestamp": "2020-12-07T14:26:21.323",
        },
        extra_at_end={
            "importingTimestamp": "2020-12-07T14:51:04.02",
            "processedTimestamp": "2020-12-07T14:51:05.097",
        },
        data=("123", "13789624", "13789632"),
        first_record=3_456_499,
    )
    yield BulkPlan(
        373335,
        file_name="BulkWriteOff-20201207.csv",
        total=2,
        created=-300.0,
        cancelled=True,
        extra={
            "accountId": 9_923_946,
            "createdTimestamp": "2020-12-07T14:56:59",
            "completedTimestamp": "2020-12-07T14:56:59.41",
            "processedTimestamp": "2020-12-07T14:57:30.2",
        },
        data=("13789624", "13789632"),
        first_record=3_456_502,
    )
    yield BulkPlan(
        25227,
        "BulkPayment",
        "BulkPayment-20210118.csv",
        "Bulk Payment",
        total=1,
        created=-700.0,
        extra={
            "accountId": 1_088_623,
            "createdTimestamp": "2021-01-18T19:15:40.0004998Z",
            "completedTimestamp": "2021-01-18T19:15:40.6692143Z",
        },
    )
    yield BulkPlan(373321, total=2, created=-9e4, starts=-8.9e4)


def _plans(records: int) -> Iterable[BulkPlan]:
    yield from _documented()
    yield from _moving()
    yield from _ends()
    yield from _oddities()
    yield BulkPlan(
        500004,
        *PAYMENTS,
        total=records,
        created=-3_600.0,
        starts=-3_500.0,
        processing=900.0,
        failing=records * 8 // 100,
        causes=PAYMENT_CAUSES,
    )


def _moving() -> Iterable[BulkPlan]:
    """Jobs on their way."""
    yield BulkPlan(500001, total=850, created=-20.0, validation=110.0, invalid=23)
    yield BulkPlan(
        500002,
        total=3,
        created=-1_200.0,
        invalid=2,
        data=("7001", "7002", "7003"),
        first_record=9_000_001,
    )
    yield BulkPlan(
        500003,
        "PaymentImport",
        "march-payments.csv",
        "March payments",
        total=1_000,
        created=-420.0,
        validation=9.87,
        invalid=10,
        starts=-120.0,
        processing=720.0,
        failing=64,
        creeping=True,
        causes=PAYMENT_CAUSES,
    )
    yield BulkPlan(
        500008,
        "CustomerImport",
        "new-customers [west].csv",
        "New customers [west]",
        total=4_800,
        idle=45.0,
        validation=75.0,
        invalid=12,
        starts=180.0,
        processing=300.0,
        failing=35,
        causes=VALIDATION_CAUSES,
    )


def _ends() -> Iterable[BulkPlan]:
    """Jobs that show one end or another."""
    yield BulkPlan(500005, total=2, created=-5_000.0, starts=-4_900.0, processing=1.25)
    yield BulkPlan(500006, "CustomerImportBasic", None, None, total=0, created=-900.0)
    yield BulkPlan(500009, total=40, created=-9e4, expires=-3_600.0)
    yield BulkPlan(
        500010,
        "SubscriptionImport",
        "subs.csv",
        "Subs",
        total=120,
        created=-500.0,
        ends_as="Failed",
    )
    yield BulkPlan(
        500011,
        "DeletePaymentMethods",
        "old-cards.csv",
        "Old cards",
        total=12,
        created=-800.0,
        ends_as="Done",
    )
    yield BulkPlan(500012, total=400, created=-200.0, starts=-30.0, processing=120.0)
    yield BulkPlan(
        500013,
        *PAYMENTS,
        total=40,
        created=-600.0,
        starts=-500.0,
        failing=12,
        causes=HOSTILE_CAUSES,
    )
    yield BulkPlan(
        500014,
        "CancelSubscriptionImport",
        "cancel.csv",
        "Cancel",
        total=250,
        created=-2_000.0,
        starts=-1_900.0,
        failing=250,
        causes=(Cause(1, "Subscription of customer {customer} is already cancelled."),),
    )
    yield BulkPlan(500019, total=90, created=-60.0, expires=300.0)


def _oddities() -> Iterable[BulkPlan]:
    """Jobs that try a client's patience."""
    yield BulkPlan(
        500007,
        "PurchaseActivationImport",
        "x.csv",
        "",
        total=5,
        created=-60.0,
        validation=0.0,
        ends_as="Queued",
        extra={"relatedId": 77, "internalAutomatedFlag": True, "newField": {"a": 1}},
    )
    yield BulkPlan(500015, total=600, starts=5.0, processing=900.0, failing=6, refuses=500)
    yield BulkPlan(500016, refuses=503)
    yield BulkPlan(500017, refuses=403)
    yield BulkPlan(
        500018, total=500, created=-900.0, starts=-600.0, processing=600.0, stalls_at=0.42
    )
    yield BulkPlan(500020, total=60, created=-60.0, starts=10.0, processing=900.0, vanishes=180.0)
    yield BulkPlan(
        500021,
        *PAYMENTS,
        total=20,
        created=-400.0,
        starts=-300.0,
        failing=5,
        causes=PAYMENT_CAUSES,
        spoilt_record=True,
    )


def generic_plan(job_id: int) -> BulkPlan:
    """One of the thousand jobs 600000 to 600999: pace and outcome follow from the id."""
    n = job_id - 600_000
    total = 20 + n * 37 % 980
    return BulkPlan(
        job_id,
        *PAYMENTS,
        total=total,
        idle=n % 5 * 4.0,
        validation=5.0 + n % 7 * 6.0,
        invalid=total // 50 if n % 6 == 1 else 0,
        starts=NEVER if n % 10 == 7 else 70.0 + n % 11 * 8.0,
        processing=60.0 + n * 53 % 840,
        failing=(0, 0, total // 20, total // 10, 0, total // 3)[n % 6],
        causes=PAYMENT_CAUSES,
    )


def bulk_plans(records: int) -> dict[int, BulkPlan]:
    """All jobs by id, the generic thousand included."""
    plans = {plan.id: plan for plan in _plans(records)}
    return plans | {number: generic_plan(number) for number in range(600_000, 601_000)}
