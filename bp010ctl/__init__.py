"""bp010ctl: versions, seeds, loads and runs the BP010 oil-well reporting database."""

__version__ = "0.1.0"
