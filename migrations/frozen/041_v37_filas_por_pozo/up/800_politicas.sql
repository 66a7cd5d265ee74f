-- The groups that see every well go on doing so; the panel sees what its user may see. The wells are asked
-- for once a query, before any row is read, so that the indexes on them go on serving. Never FORCE: the
-- owner's backfills and foreign keys would find no rows, without a word.

ALTER TABLE reporting.fact_operaciones_horarias ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.fact_operaciones_horarias
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.fact_operaciones_horarias
FOR SELECT TO bp010_panel
USING (pozo_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE reporting.fact_operaciones_horarias TO bp010_panel;

ALTER TABLE reporting.fact_operaciones_diarias ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.fact_operaciones_diarias
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.fact_operaciones_diarias
FOR SELECT TO bp010_panel
USING (pozo_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE reporting.fact_operaciones_diarias TO bp010_panel;

ALTER TABLE reporting.fact_operaciones_mensuales ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.fact_operaciones_mensuales
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.fact_operaciones_mensuales
FOR SELECT TO bp010_panel
USING (pozo_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE reporting.fact_operaciones_mensuales TO bp010_panel;

ALTER TABLE reporting.dataset_current_values ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.dataset_current_values
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.dataset_current_values
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE reporting.dataset_current_values TO bp010_panel;

ALTER TABLE reporting.dataset_kpi_business ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.dataset_kpi_business
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.dataset_kpi_business
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE reporting.dataset_kpi_business TO bp010_panel;

ALTER TABLE reporting.dataset_latest_dynacard ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.dataset_latest_dynacard
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.dataset_latest_dynacard
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE reporting.dataset_latest_dynacard TO bp010_panel;

ALTER TABLE reporting.dim_pozo ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.dim_pozo
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.dim_pozo
FOR SELECT TO bp010_panel
USING (pozo_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE reporting.dim_pozo TO bp010_panel;

ALTER TABLE reporting.tbl_cierre_contador ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.tbl_cierre_contador
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.tbl_cierre_contador
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE reporting.tbl_cierre_contador TO bp010_panel;

ALTER TABLE reporting.tbl_resumen_horario ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.tbl_resumen_horario
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.tbl_resumen_horario
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE reporting.tbl_resumen_horario TO bp010_panel;

ALTER TABLE stage.tbl_pozo_produccion ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON stage.tbl_pozo_produccion
TO bp010_operacion, bp010_escritura, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON stage.tbl_pozo_produccion
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE stage.tbl_pozo_produccion TO bp010_panel;

ALTER TABLE stage.tbl_pozo_maestra ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON stage.tbl_pozo_maestra
TO bp010_operacion, bp010_escritura, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON stage.tbl_pozo_maestra
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE stage.tbl_pozo_maestra TO bp010_panel;

ALTER TABLE stage.tbl_pozo_reservas ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON stage.tbl_pozo_reservas
TO bp010_operacion, bp010_escritura, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON stage.tbl_pozo_reservas
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE stage.tbl_pozo_reservas TO bp010_panel;

ALTER TABLE stage.tbl_pozo_scada_dq ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON stage.tbl_pozo_scada_dq
TO bp010_operacion, bp010_escritura, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON stage.tbl_pozo_scada_dq
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE stage.tbl_pozo_scada_dq TO bp010_panel;

ALTER TABLE stage.tbl_dq_resumen ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON stage.tbl_dq_resumen
TO bp010_operacion, bp010_escritura, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON stage.tbl_dq_resumen
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE stage.tbl_dq_resumen TO bp010_panel;

ALTER TABLE stage.tbl_dq_resumen_horario ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON stage.tbl_dq_resumen_horario
TO bp010_operacion, bp010_escritura, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON stage.tbl_dq_resumen_horario
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE stage.tbl_dq_resumen_horario TO bp010_panel;

ALTER TABLE stage.tbl_consistencia_resultados ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON stage.tbl_consistencia_resultados
TO bp010_operacion, bp010_escritura, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON stage.tbl_consistencia_resultados
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE stage.tbl_consistencia_resultados TO bp010_panel;

ALTER TABLE universal.stroke ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON universal.stroke
TO bp010_operacion, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON universal.stroke
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE universal.stroke TO bp010_panel;

ALTER TABLE universal.ipr_resultados ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON universal.ipr_resultados
TO bp010_operacion, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON universal.ipr_resultados
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE universal.ipr_resultados TO bp010_panel;

ALTER TABLE universal.ipr_puntos_operacion ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON universal.ipr_puntos_operacion
TO bp010_operacion, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON universal.ipr_puntos_operacion
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE universal.ipr_puntos_operacion TO bp010_panel;

ALTER TABLE universal.arps_resultados_declinacion ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON universal.arps_resultados_declinacion
TO bp010_operacion, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON universal.arps_resultados_declinacion
FOR SELECT TO bp010_panel
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

GRANT SELECT ON TABLE universal.arps_resultados_declinacion TO bp010_panel;

ALTER TABLE universal.diagnostico ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON universal.diagnostico
TO bp010_operacion, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON universal.diagnostico
FOR SELECT TO bp010_panel
USING (EXISTS (
    SELECT
    FROM universal.stroke
    WHERE stroke.stroke_id = diagnostico.stroke_id
));

GRANT SELECT ON TABLE universal.diagnostico TO bp010_panel;

ALTER TABLE universal.validacion_experta ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON universal.validacion_experta
TO bp010_operacion, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON universal.validacion_experta
FOR SELECT TO bp010_panel
USING (EXISTS (
    SELECT
    FROM universal.stroke
    WHERE stroke.stroke_id = validacion_experta.stroke_id
));

GRANT SELECT ON TABLE universal.validacion_experta TO bp010_panel;

ALTER TABLE reporting.dim_rls_usuario ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.dim_rls_usuario
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.dim_rls_usuario
FOR SELECT TO bp010_panel
USING (user_email = (SELECT reporting.fnc_usuario()));

GRANT SELECT ON TABLE reporting.dim_rls_usuario TO bp010_panel;

ALTER TABLE reporting.dim_rls_ambito ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON reporting.dim_rls_ambito
TO bp010_operacion, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON reporting.dim_rls_ambito
FOR SELECT TO bp010_panel
USING (user_email = (SELECT reporting.fnc_usuario()));

GRANT SELECT ON TABLE reporting.dim_rls_ambito TO bp010_panel;

ALTER TABLE referencial.tbl_limites_pozo ENABLE ROW LEVEL SECURITY;

CREATE POLICY todos_los_pozos ON referencial.tbl_limites_pozo
TO bp010_operacion, bp010_escritura, bp010_modelos, bp010_lectura
USING (TRUE) WITH CHECK (TRUE);

CREATE POLICY pozos_del_usuario ON referencial.tbl_limites_pozo
FOR SELECT TO bp010_panel
USING (pozo_id = any(0 || (SELECT reporting.fnc_pozos_visibles())));

GRANT SELECT ON TABLE referencial.tbl_limites_pozo TO bp010_panel;
