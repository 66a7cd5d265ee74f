-- A schedule of the table is one that the ledger and pg_cron read alike; rows of before are not looked at.
ALTER TABLE etl.ciclos
ADD CONSTRAINT chk_expresion_cron
CHECK (expresion_cron IS NULL OR etl.fnc_es_cron(expresion_cron)) NOT VALID;
