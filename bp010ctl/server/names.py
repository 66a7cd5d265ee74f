"""What things on the private server are called."""

DATABASE = "bp010"
ROLE = "bp010"
SUPERUSER = "postgres"
PORT = 5432
"""Of the socket; nothing listens on the network."""
