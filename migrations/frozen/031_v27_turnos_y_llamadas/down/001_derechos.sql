REVOKE TRUNCATE ON TABLE stage.tbl_pozo_scada_dq FROM bp010_operacion;

ALTER TABLE etl.ciclo_pasos DROP CONSTRAINT chk_llamada;

-- squawk-ignore constraint-missing-not-valid: as v05_etl made it
ALTER TABLE etl.ciclo_pasos
ADD CONSTRAINT chk_llamada CHECK (llamada ~* '^CALL ');

GRANT INSERT, UPDATE ON TABLE etl.etl_ejecuciones TO bp010_escritura;
GRANT INSERT, UPDATE ON TABLE etl.etl_ejecucion_pasos TO bp010_escritura;

REVOKE UPDATE (activo) ON TABLE etl.ciclos FROM bp010_operacion;
GRANT INSERT, UPDATE, DELETE ON TABLE etl.ciclos TO bp010_operacion;
GRANT INSERT, UPDATE, DELETE ON TABLE etl.ciclo_pasos TO bp010_operacion;
