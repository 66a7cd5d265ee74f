"""The chain of revisions and the engine that brings a database along it."""
