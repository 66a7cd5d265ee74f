ALTER DEFAULT PRIVILEGES IN SCHEMA stage, referencial, universal
REVOKE SELECT ON TABLES FROM bp010_modelos;

REVOKE ALL ON ALL TABLES IN SCHEMA stage, referencial, universal FROM bp010_modelos;

REVOKE USAGE ON SCHEMA stage, referencial, universal, etl FROM bp010_modelos;

ALTER DEFAULT PRIVILEGES IN SCHEMA universal, reporting
GRANT SELECT ON TABLES TO bp010_escritura;

GRANT USAGE ON SCHEMA universal, reporting TO bp010_escritura;

GRANT SELECT ON ALL TABLES IN SCHEMA universal, reporting TO bp010_escritura;

GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA universal TO bp010_escritura;
