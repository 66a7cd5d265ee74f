-- One seed at a time in this database; the lock ends with the transaction.
SELECT pg_advisory_xact_lock(hashtextextended('bp010ctl seed', 0));
