"""What every other room stands on: errors, settings, connections, pieces of SQL, SQL files."""
