"""The workers as systemd services."""

from __future__ import annotations

import sys
from pathlib import Path

TEMPLATE = """\
# Written by `bp010ctl {group} unit`. As root:
#   bp010ctl {group} unit > /etc/systemd/system/{name}.service
#   systemctl daemon-reload && systemctl enable --now {name}
# /etc/bp010/{environment}.env, root's, mode 0600:
#   BP010_DATABASE_URL=…, BP010_SECRET_…=…
# /etc/bp010/secrets/, {user}'s, mode 0700:
#   files and programs for file:NAME and command:NAME
[Unit]
Description=BP010: {does}
After=network-online.target postgresql.service
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
User={user}
WorkingDirectory={folder}
EnvironmentFile=-/etc/bp010/{environment}.env
Environment=BP010_SECRETS=/etc/bp010/secrets
ExecStart={program} {group} run
Restart=always
RestartSec=5
TimeoutStopSec=60
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
{writes}PrivateTmp=yes
PrivateDevices=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
CapabilityBoundingSet=

[Install]
WantedBy=multi-user.target
"""


def unit(
    name: str, group: str, does: str, user: str, folder: Path, writes: Path | None = None
) -> str:
    """The text of the unit of `bp010ctl GROUP run`; user: whom it runs as. No secret is in it.

    writes: the one folder that it may write to.
    """
    program = Path(sys.argv[0]).absolute()
    if program.name != "bp010ctl":
        program = Path(sys.executable).with_name("bp010ctl")
    return TEMPLATE.format(
        name=name,
        environment=name.removeprefix("bp010-"),
        group=group,
        does=does,
        user=user,
        folder=folder,
        program=program,
        writes="" if writes is None else f"ReadWritePaths={writes}\n",
    )  # fmt: skip
