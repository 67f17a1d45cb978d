"""What a client needs to use a sandbox: its accounts as a config file, and jobs to watch."""

from __future__ import annotations

from typing import Final

from providers.sandbox.options import (
    CLIENT_SECRET,
    FUSEBILL_KEY,
    WILLSUITE_CLIENT,
    ZOHO_CLIENT,
    ZOHO_REFRESH_TOKEN,
)

TIME_SCALE: Final = 20.0
"""At speed 1 a client may ask so many times as often as the vendors' floors allow."""

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
    "willsuite/job/43dbbc35-d114-4da5-a1c0-6abbea6d7bf5",
    "willsuite/job/00000000-0000-4000-8000-000000000003",
    "zoho/write/4150868000005350003",
    "zoho/write/5000000000000900005",
    "zoho/write/5000000000000900002",
    "zoho/read/5000000000000800002",
    "zoho/read/5000000000000800004",
)
"""One of every sort: failed, partial, waiting, running, queued, done, missing, unheard of.

Written out, so that a client's configuration can be made before the vendors' jobs are.
"""


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
