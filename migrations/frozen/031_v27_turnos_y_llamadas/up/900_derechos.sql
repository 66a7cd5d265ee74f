-- What is executed is written by the owner alone; operators switch cycles on and off.
REVOKE INSERT, UPDATE, DELETE ON TABLE etl.ciclo_pasos FROM bp010_operacion;
REVOKE INSERT, UPDATE, DELETE ON TABLE etl.ciclos FROM bp010_operacion;
GRANT UPDATE (activo) ON TABLE etl.ciclos TO bp010_operacion;

-- Loaders write runs of their own through etl.fnc_abrir_carga and etl.fnc_cerrar_carga.
REVOKE INSERT, UPDATE ON TABLE etl.etl_ejecuciones FROM bp010_escritura;
REVOKE INSERT, UPDATE ON TABLE etl.etl_ejecucion_pasos FROM bp010_escritura;

-- squawk-ignore ban-drop-constraint: a stricter one takes its place
ALTER TABLE etl.ciclo_pasos DROP CONSTRAINT chk_llamada;

ALTER TABLE etl.ciclo_pasos
ADD CONSTRAINT chk_llamada CHECK (etl.fnc_es_llamada(llamada)) NOT VALID;

COMMENT ON CONSTRAINT chk_llamada ON etl.ciclo_pasos
IS 'A step is one CALL of a routine with its schema, of constants, {desde}, {hasta} and {pozo} only.';

-- A full reset empties it, too.
GRANT TRUNCATE ON TABLE stage.tbl_pozo_scada_dq TO bp010_operacion;
