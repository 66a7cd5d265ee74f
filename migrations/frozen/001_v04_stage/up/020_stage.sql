CREATE SCHEMA stage;

COMMENT ON SCHEMA stage
IS 'What arrives: SCADA landing, well master, wide readings, reserves, and the verdicts on their quality.';

GRANT USAGE ON SCHEMA stage TO bp010_lectura, bp010_escritura, bp010_operacion;

ALTER DEFAULT PRIVILEGES IN SCHEMA stage
GRANT SELECT ON TABLES TO bp010_lectura, bp010_escritura, bp010_operacion;
