"""What a client needs to use a sandbox: its accounts as a config file, and jobs to watch."""

from __future__ import annotations

from typing import Final

from providers.sandbox import willsuite_jobs, zoho_read, zoho_write_plans
from providers.sandbox.options import (
    CLIENT_SECRET,
    FUSEBILL_KEY,
    WILLSUITE_CLIENT,
    ZOHO_CLIENT,
    ZOHO_REFRESH_TOKEN,
)

TIME_SCALE: Final = 20.0
"""At speed 1 a client may ask so many times as often as the vendors' floors allow."""

_WRITE: Final = zoho_write_plans.own_id
_READ: Final = zoho_read.own_id

DEMO_REFS: Final = (
    "fusebill/bulk/500003",
    "fusebill/bulk/373334",
    "fusebill/bulk/500004",
    "fusebill/bulk/500008",
    "fusebill/bulk/500014",
    "fusebill/bulk/500012",
    "fusebill/bulk/500007",
    "fusebill/bulk/373333",
    "fusebill/service/2607618",
    f"willsuite/job/{willsuite_jobs.SEED}",
    f"willsuite/job/{willsuite_jobs.fixture_id(3)}",
    f"zoho/write/{zoho_write_plans.SEED}",
    f"zoho/write/{_WRITE(5)}",
    f"zoho/write/{_WRITE(2)}",
    f"zoho/read/{_READ(2)}",
    f"zoho/read/{_READ(4)}",
)
"""One of every sort: failed, partial, waiting, running, queued, done, missing, unheard of."""


def config_toml(base_url: str, speed: float) -> str:
    """A whole `config.toml` for a client on this machine."""
    scale = TIME_SCALE * speed
    return f"""\
[accounts.fusebill]
provider = "fusebill"
label = "SANDBOX"
base_url = "{base_url}/fusebill/v1"
api_key = {_echo(FUSEBILL_KEY)}
allow_actions = true
time_scale = {scale}

[accounts.willsuite]
provider = "willsuite"
label = "SANDBOX"
base_url = "{base_url}/willsuite/engine/api"
client_id = "{WILLSUITE_CLIENT}"
client_secret = {_echo(CLIENT_SECRET)}
token_url = "{base_url}/willsuite/engine/api/oauth/token/"
time_scale = {scale}

[accounts.zoho]
provider = "zoho"
label = "SANDBOX"
data_center = "us"
base_url = "{base_url}"
accounts_url = "{base_url}"
client_id = "{ZOHO_CLIENT}"
client_secret = {_echo(CLIENT_SECRET)}
refresh_token = {_echo(ZOHO_REFRESH_TOKEN)}
time_scale = {scale}
"""


def _echo(secret: str) -> str:
    return f'{{ command = ["echo", "{secret}"] }}'
