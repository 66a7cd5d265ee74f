"""What can go wrong for a user: one base class, caught once, in the command line.

Every error says what failed, on what, and what to do next. A subclass's docstring is its default
message.
"""

from __future__ import annotations

import inspect


class Bp010Error(Exception):
    """the command could not be carried out"""

    exit_code = 1

    def __init__(self, what: str = "", *, on: str | None = None, hint: str | None = None) -> None:
        self.what = what or inspect.getdoc(type(self)) or type(self).__name__
        self.on = on
        self.hint = hint
        super().__init__(self.what)

    def __str__(self) -> str:
        lines = [self.what]
        if self.on:
            lines.append(f"  on: {self.on}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class UsageError(Bp010Error):
    """the command's words do not fit together"""

    exit_code = 2


class Interrupted(Bp010Error):
    """interrupted"""

    exit_code = 130


class ConnectionFailed(Bp010Error):
    """no connection to the database"""


class ClusterError(Bp010Error):
    """the private PostgreSQL cluster could not be managed"""


class RolesError(Bp010Error):
    """the roles could not be shown, checked or changed"""


class MigrationError(Bp010Error):
    """the database could not be brought to that revision"""


class LockNotObtained(MigrationError):
    """a migration waited too long for a lock that another session holds"""


class DataLossRefused(MigrationError):
    """this downgrade would lose rows"""


class BelongingsRefused(MigrationError):
    """what somebody made by hand would be lost"""


class FrozenTextChanged(MigrationError):
    """frozen SQL has changed"""


class RevisionError(Bp010Error):
    """the next revision could not be written"""


class SeedError(Bp010Error):
    """the seed files are not valid"""


class IngestError(Bp010Error):
    """the file could not be loaded"""


class FieldError(Bp010Error):
    """the simulated field could not be written"""


class NotConfirmed(Bp010Error):
    """not confirmed, nothing was done"""

    exit_code = 3


class ChainError(Bp010Error):
    """the chain could not be run"""


class CycleBusy(ChainError):
    """somebody else is running the cycle"""


class AdoptionError(Bp010Error):
    """the database could not be taken over"""


class BackupError(Bp010Error):
    """the database could not be backed up or restored"""


class LineageError(Bp010Error):
    """who reads and writes what could not be told"""


class DriftError(Bp010Error):
    """the database could not be compared with its revision"""

    exit_code = 2


class LintError(Bp010Error):
    """the SQL could not be checked"""


class ReplicaError(Bp010Error):
    """the replica could not be planned, loaded or proven"""


class BronzeError(Bp010Error):
    """the archive could not be read, or the lake written"""


class ServeError(Bp010Error):
    """the pages could not be served"""


class ReportError(Bp010Error):
    """the report could not be made"""


class SourceError(Bp010Error):
    """the source could not be set up or polled"""


class SecretError(Bp010Error):
    """a credential could not be had by its reference"""


class AlertsError(Bp010Error):
    """the channel could not be set up or told"""


class AmazonError(Bp010Error):
    """a service of Amazon refused, or could not be reached"""
