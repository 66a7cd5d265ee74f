"""What a poll can fail of, in the words of the ledger."""

from __future__ import annotations

from bp010ctl.base.errors import SourceError

TIMEOUT, CONNECTION, ANSWER, DATABASE = "timeout", "conexion", "api_error", "db_error"


class PollFailed(SourceError):
    """the source gave nothing that could be landed

    kind: the ledger's error_tipo. passing: whether another try may go well. wait: seconds that the
    source wants to be left alone. stops: it refuses us, and is not to be asked any more.
    """

    def __init__(
        self,
        what: str,
        kind: str = ANSWER,
        *,
        passing: bool = False,
        wait: float | None = None,
        stops: bool = False,
    ) -> None:
        super().__init__(what)
        self.kind = kind
        self.passing = passing
        self.wait = wait
        self.stops = stops
