"""Writing the next revision from sql/, and proving revisions."""
