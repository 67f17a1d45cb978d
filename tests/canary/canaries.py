"""The secrets that must not come out, and the jobs that draw on all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ODD: Final = "/K+q\"z\\7'%w=Zp&1"
"""What each encoding spells in a way of its own."""
SECRETS: Final[Mapping[str, str]] = {
    "fusebill key": f"cnryFB-5d21{ODD}-fbEnd",
    "willsuite secret": f"cnryWS-81ce{ODD}-wsEnd",
    "willsuite token": f"cnryWT-c07b.eyJ9{ODD}-wtEnd",
    "zoho secret": f"cnryZS-44fa{ODD}-zsEnd",
    "zoho refresh token": f"1000.cnryZR-0b9d{ODD}-zrEnd",
    "zoho token": "1000.cnryZT-7e1af0c2.cnryZT-7e1af0c2",
}
CACHED: Final = ("willsuite token", "zoho token")
"""What the token cache is for."""
REFS: Final = (
    "fusebill/bulk/373334",
    "fusebill/service/2607617",
    "willsuite/job/43dbbc35-d114-4da5-a1c0-6abbea6d7bf5",
    "zoho/write/4150868000005350003",
    "zoho/read/554023000000568002",
)
