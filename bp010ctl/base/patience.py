"""Waiting for something that others bring about, and telling a person what for."""

from __future__ import annotations

import time
from collections.abc import Callable

Teller = Callable[[str], None]
TOLD_AFTER = 2.0
PAUSE = 0.1


def nobody(text: str) -> None:
    """Tells nobody."""


class Patience:
    """Waiting with a limit in seconds; `tell` gets once what is waited for, if it takes longer than
    two seconds."""

    def __init__(self, limit: float, why: str, tell: Teller = nobody) -> None:
        self.begun = time.monotonic()
        self.limit, self.why, self.tell = limit, why, tell

    def lasts(self) -> bool:
        """Rest a moment; False once the limit is over."""
        time.sleep(PAUSE)
        waited = time.monotonic() - self.begun
        if waited > TOLD_AFTER:
            self.tell(self.why)
            self.tell = nobody
        return waited <= self.limit
