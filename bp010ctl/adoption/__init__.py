"""Taking over a database of the old system: report, move aside, copy, verify, drop.

The old schemas are renamed to `<schema>_legado`, the new tables are made by the migrations, and
every row is copied into them; nothing of the old database is changed or dropped on the way.
"""

from bp010ctl.adoption.journal import Report, State, report, state
from bp010ctl.adoption.removal import Removal, drop_legacy
from bp010ctl.adoption.steps import Listener, adopt
from bp010ctl.adoption.survey import Survey, look

__all__ = [
    "Listener",
    "Removal",
    "Report",
    "State",
    "Survey",
    "adopt",
    "drop_legacy",
    "look",
    "report",
    "state",
]
