CREATE TABLE reporting.tbl_ultimas_medidas (
    well_id integer NOT NULL,
    momentos timestamptz[] NOT NULL,
    CONSTRAINT tbl_ultimas_medidas_pkey PRIMARY KEY (well_id)
) WITH (fillfactor = 70);

COMMENT ON TABLE reporting.tbl_ultimas_medidas
IS 'When each measure of a well was read last, one row per well. The values: reporting.vw_ultimas_medidas.';

COMMENT ON COLUMN reporting.tbl_ultimas_medidas.well_id
IS 'Well.';

COMMENT ON COLUMN reporting.tbl_ultimas_medidas.momentos
IS 'Times of the newest readings with a usable value, in the order of reporting.fnc_momentos_entre.';

GRANT SELECT ON TABLE reporting.tbl_ultimas_medidas TO bp010_lectura;

GRANT INSERT, UPDATE, DELETE, SELECT, TRUNCATE ON TABLE reporting.tbl_ultimas_medidas TO bp010_operacion;

-- Whoever sees every well goes on doing so; the panel sees what its user may see.
ALTER TABLE reporting.tbl_ultimas_medidas ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.tbl_ultimas_medidas
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.tbl_ultimas_medidas
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT visible.pozos FROM reporting.dim_rls_visible AS visible)::integer[]));

GRANT SELECT ON TABLE reporting.tbl_ultimas_medidas TO bp010_panel;
