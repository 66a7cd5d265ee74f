CREATE SCHEMA reporting;

COMMENT ON SCHEMA reporting
IS 'What people see: dimensions, hourly, daily and monthly facts, snapshot, cards, KPIs and views.';

GRANT USAGE ON SCHEMA reporting TO bp010_lectura, bp010_escritura, bp010_operacion;

ALTER DEFAULT PRIVILEGES IN SCHEMA reporting
GRANT SELECT ON TABLES TO bp010_lectura, bp010_escritura, bp010_operacion;
