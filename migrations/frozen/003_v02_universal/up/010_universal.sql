CREATE SCHEMA universal;

COMMENT ON SCHEMA universal
IS 'What the ML services write: card patterns, strokes, diagnoses, validations, IPR curves, declines.';

GRANT USAGE ON SCHEMA universal TO bp010_lectura, bp010_escritura, bp010_operacion;

ALTER DEFAULT PRIVILEGES IN SCHEMA universal
GRANT SELECT ON TABLES TO bp010_lectura, bp010_escritura, bp010_operacion;
