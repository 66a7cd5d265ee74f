REVOKE SELECT ON TABLE reporting.fact_operaciones_horarias FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.fact_operaciones_horarias;

DROP POLICY todos_los_pozos ON reporting.fact_operaciones_horarias;

ALTER TABLE reporting.fact_operaciones_horarias DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.fact_operaciones_diarias FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.fact_operaciones_diarias;

DROP POLICY todos_los_pozos ON reporting.fact_operaciones_diarias;

ALTER TABLE reporting.fact_operaciones_diarias DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.fact_operaciones_mensuales FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.fact_operaciones_mensuales;

DROP POLICY todos_los_pozos ON reporting.fact_operaciones_mensuales;

ALTER TABLE reporting.fact_operaciones_mensuales DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.dataset_current_values FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.dataset_current_values;

DROP POLICY todos_los_pozos ON reporting.dataset_current_values;

ALTER TABLE reporting.dataset_current_values DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.dataset_kpi_business FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.dataset_kpi_business;

DROP POLICY todos_los_pozos ON reporting.dataset_kpi_business;

ALTER TABLE reporting.dataset_kpi_business DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.dataset_latest_dynacard FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.dataset_latest_dynacard;

DROP POLICY todos_los_pozos ON reporting.dataset_latest_dynacard;

ALTER TABLE reporting.dataset_latest_dynacard DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.dim_pozo FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.dim_pozo;

DROP POLICY todos_los_pozos ON reporting.dim_pozo;

ALTER TABLE reporting.dim_pozo DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.tbl_cierre_contador FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.tbl_cierre_contador;

DROP POLICY todos_los_pozos ON reporting.tbl_cierre_contador;

ALTER TABLE reporting.tbl_cierre_contador DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.tbl_resumen_horario FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.tbl_resumen_horario;

DROP POLICY todos_los_pozos ON reporting.tbl_resumen_horario;

ALTER TABLE reporting.tbl_resumen_horario DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE stage.tbl_pozo_produccion FROM bp010_panel;

DROP POLICY pozos_del_usuario ON stage.tbl_pozo_produccion;

DROP POLICY todos_los_pozos ON stage.tbl_pozo_produccion;

ALTER TABLE stage.tbl_pozo_produccion DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE stage.tbl_pozo_maestra FROM bp010_panel;

DROP POLICY pozos_del_usuario ON stage.tbl_pozo_maestra;

DROP POLICY todos_los_pozos ON stage.tbl_pozo_maestra;

ALTER TABLE stage.tbl_pozo_maestra DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE stage.tbl_pozo_reservas FROM bp010_panel;

DROP POLICY pozos_del_usuario ON stage.tbl_pozo_reservas;

DROP POLICY todos_los_pozos ON stage.tbl_pozo_reservas;

ALTER TABLE stage.tbl_pozo_reservas DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE stage.tbl_pozo_scada_dq FROM bp010_panel;

DROP POLICY pozos_del_usuario ON stage.tbl_pozo_scada_dq;

DROP POLICY todos_los_pozos ON stage.tbl_pozo_scada_dq;

ALTER TABLE stage.tbl_pozo_scada_dq DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE stage.tbl_dq_resumen FROM bp010_panel;

DROP POLICY pozos_del_usuario ON stage.tbl_dq_resumen;

DROP POLICY todos_los_pozos ON stage.tbl_dq_resumen;

ALTER TABLE stage.tbl_dq_resumen DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE stage.tbl_dq_resumen_horario FROM bp010_panel;

DROP POLICY pozos_del_usuario ON stage.tbl_dq_resumen_horario;

DROP POLICY todos_los_pozos ON stage.tbl_dq_resumen_horario;

ALTER TABLE stage.tbl_dq_resumen_horario DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE stage.tbl_consistencia_resultados FROM bp010_panel;

DROP POLICY pozos_del_usuario ON stage.tbl_consistencia_resultados;

DROP POLICY todos_los_pozos ON stage.tbl_consistencia_resultados;

ALTER TABLE stage.tbl_consistencia_resultados DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE universal.stroke FROM bp010_panel;

DROP POLICY pozos_del_usuario ON universal.stroke;

DROP POLICY todos_los_pozos ON universal.stroke;

ALTER TABLE universal.stroke DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE universal.ipr_resultados FROM bp010_panel;

DROP POLICY pozos_del_usuario ON universal.ipr_resultados;

DROP POLICY todos_los_pozos ON universal.ipr_resultados;

ALTER TABLE universal.ipr_resultados DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE universal.ipr_puntos_operacion FROM bp010_panel;

DROP POLICY pozos_del_usuario ON universal.ipr_puntos_operacion;

DROP POLICY todos_los_pozos ON universal.ipr_puntos_operacion;

ALTER TABLE universal.ipr_puntos_operacion DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE universal.arps_resultados_declinacion FROM bp010_panel;

DROP POLICY pozos_del_usuario ON universal.arps_resultados_declinacion;

DROP POLICY todos_los_pozos ON universal.arps_resultados_declinacion;

ALTER TABLE universal.arps_resultados_declinacion DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE universal.diagnostico FROM bp010_panel;

DROP POLICY pozos_del_usuario ON universal.diagnostico;

DROP POLICY todos_los_pozos ON universal.diagnostico;

ALTER TABLE universal.diagnostico DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE universal.validacion_experta FROM bp010_panel;

DROP POLICY pozos_del_usuario ON universal.validacion_experta;

DROP POLICY todos_los_pozos ON universal.validacion_experta;

ALTER TABLE universal.validacion_experta DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.dim_rls_usuario FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.dim_rls_usuario;

DROP POLICY todos_los_pozos ON reporting.dim_rls_usuario;

ALTER TABLE reporting.dim_rls_usuario DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE reporting.dim_rls_ambito FROM bp010_panel;

DROP POLICY pozos_del_usuario ON reporting.dim_rls_ambito;

DROP POLICY todos_los_pozos ON reporting.dim_rls_ambito;

ALTER TABLE reporting.dim_rls_ambito DISABLE ROW LEVEL SECURITY;

REVOKE SELECT ON TABLE referencial.tbl_limites_pozo FROM bp010_panel;

DROP POLICY pozos_del_usuario ON referencial.tbl_limites_pozo;

DROP POLICY todos_los_pozos ON referencial.tbl_limites_pozo;

ALTER TABLE referencial.tbl_limites_pozo DISABLE ROW LEVEL SECURITY;
