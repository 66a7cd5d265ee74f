CREATE SCHEMA referencial;

COMMENT ON SCHEMA referencial
IS 'What is agreed: units, variables, SCADA map, limits, quality and consistency rules, configuration; '
'loaded from seeds/.';

GRANT USAGE ON SCHEMA referencial TO bp010_lectura, bp010_escritura, bp010_operacion;

ALTER DEFAULT PRIVILEGES IN SCHEMA referencial
GRANT SELECT ON TABLES TO bp010_lectura, bp010_escritura, bp010_operacion;
