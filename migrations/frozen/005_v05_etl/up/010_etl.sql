CREATE SCHEMA etl;

COMMENT ON SCHEMA etl
IS 'How it runs: clock, cycles and their steps, run ledger, alerts, queues of pending work.';

GRANT USAGE ON SCHEMA etl TO bp010_lectura, bp010_escritura, bp010_operacion;

ALTER DEFAULT PRIVILEGES IN SCHEMA etl
GRANT SELECT ON TABLES TO bp010_lectura, bp010_escritura, bp010_operacion;
