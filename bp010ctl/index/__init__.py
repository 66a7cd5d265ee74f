"""Where everything about one name is: text, migrations, tests, chains, seeds, meaning."""

from bp010ctl.index.entries import Entry, find
from bp010ctl.index.files import Files

__all__ = ["Entry", "Files", "find"]
