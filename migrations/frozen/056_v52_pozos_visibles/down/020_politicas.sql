ALTER POLICY pozos_del_usuario ON referencial.tbl_limites_pozo
USING (pozo_id = any(0 || (SELECT reporting.fnc_pozos_visibles())));

ALTER POLICY pozos_del_usuario ON reporting.dataset_current_values
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON reporting.dataset_kpi_business
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON reporting.dataset_latest_dynacard
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON reporting.dim_pozo
USING (pozo_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON reporting.fact_operaciones_diarias
USING (pozo_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON reporting.fact_operaciones_horarias
USING (pozo_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON reporting.fact_operaciones_mensuales
USING (pozo_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON reporting.tbl_cierre_contador
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON reporting.tbl_resumen_horario
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON stage.tbl_consistencia_resultados
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON stage.tbl_dq_resumen
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON stage.tbl_dq_resumen_horario
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON stage.tbl_pozo_maestra
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON stage.tbl_pozo_produccion
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON stage.tbl_pozo_reservas
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON stage.tbl_pozo_scada_dq
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON universal.arps_resultados_declinacion
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON universal.ipr_puntos_operacion
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON universal.ipr_resultados
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));

ALTER POLICY pozos_del_usuario ON universal.stroke
USING (well_id = any((SELECT reporting.fnc_pozos_visibles())::integer[]));
