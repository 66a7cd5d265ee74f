-- Loaders load; what models write and what is computed is no longer theirs.
REVOKE ALL ON ALL TABLES IN SCHEMA universal, reporting FROM bp010_escritura;

REVOKE USAGE ON SCHEMA universal, reporting FROM bp010_escritura;

ALTER DEFAULT PRIVILEGES IN SCHEMA universal, reporting
REVOKE SELECT ON TABLES FROM bp010_escritura;

-- Models read stage and write universal.
GRANT USAGE ON SCHEMA stage, referencial, universal, etl TO bp010_modelos;

GRANT SELECT ON ALL TABLES IN SCHEMA stage, referencial, universal TO bp010_modelos;

GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA universal TO bp010_modelos;

ALTER DEFAULT PRIVILEGES IN SCHEMA stage, referencial, universal
GRANT SELECT ON TABLES TO bp010_modelos;
