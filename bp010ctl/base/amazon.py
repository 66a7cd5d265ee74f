"""Amazon's services as far as they are needed: clients, secrets, objects of S3, errors in words.

boto3 is the extra `aws`; without it everything else works. Endpoints, region and credentials are
boto3's own business (AWS_REGION, AWS_ENDPOINT_URL, the role of a Lambda).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from bp010ctl.base.errors import AmazonError

ATTEMPTS = 4
"""Requests for one answer at most: throttling and broken connections are tried again by boto3."""
HINTS = {
    "NoSuchBucket": "the bucket's name, and the region: AWS_REGION",
    "NoSuchKey": "`bp010ctl aws publish` writes the files and their manifest",
    "AccessDenied": "the role's policy has to allow this action on this resource",
    "AccessDeniedException": "the role's policy has to allow this action on this resource",
    "ResourceNotFoundException": "the secret's name, and the region: AWS_REGION",
    "UnrecognizedClientException": "are these credentials of that account, and of today?",
}
THROTTLED = re.compile(r"Throttl|TooManyRequests|SlowDown|RequestLimitExceeded|ProvisionedThrough")
ADDRESS = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<prefix>.*)")


class Throttled(AmazonError):
    """the service asks for fewer requests"""


@cache
def client(service: str) -> Any:
    """A client of a service, made once. Raises AmazonError where boto3 is not installed."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        raise AmazonError(
            "boto3 is not installed, which speaks with Amazon's services",
            hint="pip install 'bp010ctl[aws]', or scripts/setup",
        ) from None
    retries = {"mode": "standard", "total_max_attempts": ATTEMPTS}
    waits = {"connect_timeout": 5, "read_timeout": 20}
    with explained(service):
        return boto3.session.Session().client(service, config=Config(retries=retries, **waits))


@contextmanager
def explained(on: str) -> Iterator[None]:
    """What a service refuses within, as one of our errors. on: what was asked for."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        message = str(error.response.get("Error", {}).get("Message", "")) or code
        kind = Throttled if THROTTLED.search(code) else AmazonError
        raise kind(
            f"{error.operation_name}: {code}: {message}", on=on, hint=HINTS.get(code)
        ) from None
    except BotoCoreError as error:
        raise AmazonError(
            f"{type(error).__name__}: {error}", on=on, hint="region, endpoint and credentials?"
        ) from None


def secret(name: str) -> str:
    """The current text of a secret of Secrets Manager. Raises AmazonError, which names it only."""
    with explained(f"secret {name}"):
        answer = client("secretsmanager").get_secret_value(SecretId=name)
    if "SecretString" not in answer:
        raise AmazonError("the secret is no text", on=f"secret {name}")
    return str(answer["SecretString"])


def database_token(host: str, port: int, user: str, region: str | None) -> str:
    """A password of IAM for a user of an RDS database, good for 15 minutes; no request is made."""
    with explained(f"token of {user} for {host}"):
        return str(
            client("rds").generate_db_auth_token(
                DBHostname=host, Port=port, DBUsername=user, Region=region
            )
        )


@dataclass(frozen=True)
class Folder:
    """A place in S3: what lies in a bucket under a prefix, which ends with `/` or is empty."""

    bucket: str
    prefix: str

    @classmethod
    def of(cls, address: str) -> Folder:
        """The folder of s3://BUCKET/PREFIX/. Raises AmazonError."""
        parts = ADDRESS.fullmatch(address if address.count("/") > 2 else f"{address}/")
        if parts is None:
            raise AmazonError("no place in S3", on=address, hint="s3://BUCKET/config/")
        prefix = parts["prefix"]
        return cls(parts["bucket"], prefix if prefix.endswith("/") or not prefix else f"{prefix}/")

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"

    def read(self, name: str) -> bytes:
        """An object's content."""
        with explained(f"{self}{name}"):
            answer = client("s3").get_object(Bucket=self.bucket, Key=self.prefix + name)
            content: bytes = answer["Body"].read()
            return content

    def write(self, name: str, content: bytes) -> None:
        """Put an object, whose digest S3 checks on arrival."""
        with explained(f"{self}{name}"):
            client("s3").put_object(
                Bucket=self.bucket,
                Key=self.prefix + name,
                Body=content,
                ChecksumAlgorithm="SHA256",
            )
