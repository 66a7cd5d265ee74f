"""What tests of AWS's handlers share: names, and secrets in moto's Secrets Manager."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from bp010ctl.base import amazon

REGION = "us-east-1"
BUCKET = "field-config"
CONFIG = f"s3://{BUCKET}/config/"
DATABASE_SECRET = "bp010/database"
OWNER = "prueba_aws"
"""A login that has to give a password, with what rds_superuser has and no more."""
SetPassword = Callable[[str], None]
"""The fixture `set_password`: change what OWNER's password is on the server."""
Keep = Callable[..., None]
"""The fixture `keep`: put a database's login into its secret."""


def put_secret(name: str, text: str) -> None:
    """Create a secret, or rotate it."""
    manager = amazon.client("secretsmanager")
    try:
        manager.create_secret(Name=name, SecretString=text)
    except manager.exceptions.ResourceExistsException:
        manager.put_secret_value(SecretId=name, SecretString=text)


@dataclass
class Call:
    """A Lambda's context: seconds that the call has, from now on."""

    seconds: float = 60.0
    aws_request_id: str = "request-1"

    def __post_init__(self) -> None:
        self._ends = time.monotonic() + self.seconds

    def get_remaining_time_in_millis(self) -> int:
        return max(int(1000 * (self._ends - time.monotonic())), 0)
