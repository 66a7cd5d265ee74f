"""The private server's configuration, written anew at every start."""

from __future__ import annotations

from pathlib import Path

from bp010ctl.server.names import PORT, ROLE, SUPERUSER

DURABLE = {
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "track_commit_timestamp": "on",
}
THROWAWAY = {
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "track_commit_timestamp": "on",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
HBA = f"""\
# written by `bp010ctl db up`: the server's own account and root are known by their sockets
local all {SUPERUSER},{ROLE} peer map=bp010
local replication {SUPERUSER} peer map=bp010
local all all {{others}}
"""


def files(socket: Path, account: str, *, durable: bool, scheduling: bool) -> dict[str, str]:
    """The files of the data folder and their texts.

    socket: the folder of the server's socket; account: the one it runs as; durable: whether it
    survives a crash; scheduling: whether it has pg_cron.
    """
    values = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "port": str(PORT),
        "cluster_name": "bp010",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%u@%d %a ",
        "random_page_cost": "1.1",
        "jit": "off",  # compiling costs the chains' short statements more than it gives
        **(DURABLE if durable else THROWAWAY),
    }
    if scheduling:
        values |= {
            "shared_preload_libraries": "pg_cron",
            "cron.database_name": "postgres",
            "cron.host": str(socket),
        }
    quoted = (f"{key} = '{value.replace(chr(39), chr(39) * 2)}'\n" for key, value in values.items())
    return {
        "bp010.conf": "# written by `bp010ctl db up`\n" + "".join(quoted),
        "pg_hba.conf": HBA.format(others="scram-sha-256" if durable else "trust"),
        "pg_ident.conf": "".join(
            f'bp010 "{name}" {role}\n'
            for name in sorted({account, "root"})
            for role in (SUPERUSER, ROLE)
        ),
    }
