"""The body of an answer: unpacked here, whole or refused, never beyond a limit.

The HTTP client would give the first member of a gzip body of several as if it were all, and what
came of one that was cut short.
"""

from __future__ import annotations

import zlib

from bp010ctl.sources.failures import PollFailed

GZIP = 31
"""zlib's window bits for gzip."""


class Body:
    """Bytes as they come; `whole` gives them once all have come."""

    def __init__(self, encoding: str, most: int) -> None:
        names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
        if [name for name in names if name not in ("gzip", "x-gzip", "identity")] or len(names) > 1:
            raise PollFailed(f"the answer is packed as {encoding[:40]!r}, which was not asked for")
        self._inflater = zlib.decompressobj(GZIP) if names and "gzip" in names[0] else None
        self._begun = False
        self._most = most
        self._parts: list[bytes] = []
        self.size = 0

    def feed(self, data: bytes) -> None:
        """Take the next bytes. Raises PollFailed where they are damaged, or too many."""
        if self._inflater is None:
            self._keep(data)
            return
        try:
            while data:
                data = self._inflate(data)
        except zlib.error:
            raise PollFailed("the answer's gzip is damaged", passing=True) from None

    def whole(self) -> bytes:
        """All bytes. Raises PollFailed where a packed body was cut short."""
        if self._inflater is not None and self._begun and not self._inflater.eof:
            raise PollFailed("the answer's gzip was cut short", passing=True)
        return b"".join(self._parts)

    def _inflate(self, data: bytes) -> bytes:
        """Unpack some of it; what is left."""
        assert self._inflater is not None
        if self._inflater.eof:
            data = data.lstrip(b"\0")  # padding behind a member
            if not data:
                return data
            self._inflater = zlib.decompressobj(GZIP)
        self._begun = True
        self._keep(self._inflater.decompress(data, self._most - self.size + 1))
        return self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail

    def _keep(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self._most:
            raise PollFailed(f"the answer has more than {self._most:,} bytes (limits.most_bytes)")
        self._parts.append(data)
