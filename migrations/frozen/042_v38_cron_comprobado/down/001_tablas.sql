ALTER TABLE etl.ciclos DROP CONSTRAINT chk_expresion_cron;
