"""A database in a folder, and back: what was there is written down, compared, and said."""
