"""The PostgreSQL server: the private cluster, scratch databases, and which database is in use."""
