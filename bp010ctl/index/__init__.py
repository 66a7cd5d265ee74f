"""Where everything about one name is: text, migrations, tests, chains, seeds, meaning."""

from bp010ctl.index.entries import Entry, find

__all__ = ["Entry", "find"]
