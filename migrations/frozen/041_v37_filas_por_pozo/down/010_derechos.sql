DO $$
-- The panel calls the functions that its views call: they see what it sees.
DECLARE
    v_rutina regprocedure;
BEGIN
    FOR v_rutina IN
        SELECT rutina.oid::regprocedure
        FROM pg_catalog.pg_proc AS rutina
        WHERE (
                rutina.pronamespace = any('{stage,referencial,reporting}'::regnamespace[])
                OR rutina.oid = 'etl.fnc_ahora()'::regprocedure
            )
            AND rutina.prokind = 'f'
            AND rutina.provolatile <> 'v'
            AND NOT rutina.prosecdef
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM bp010_panel', v_rutina);
    END LOOP;
END;
$$;

REVOKE SELECT ON TABLE
referencial.vw_config_evaluacion_resumen,
referencial.vw_limites_pozo_pivot_v4,
referencial.vw_reglas_consistencia_legible,
referencial.vw_variables_scada_stage,
reporting.vw_alerts,
reporting.vw_audit_calculos_derivados,
reporting.vw_dashboard_main,
reporting.vw_dim_mes,
reporting.vw_evaluacion_pozos,
reporting.vw_foto_pozos,
reporting.vw_kpi_daily,
reporting.vw_kpi_monthly,
reporting.vw_objetivos_pozos,
reporting.vw_resumen_status_pozo,
reporting.vw_well_selector,
stage.vw_consistencia_pozos,
stage.vw_dq_reglas,
stage.vw_origen_variables
FROM bp010_panel;

REVOKE SELECT ON TABLE
reporting.dim_hora,
reporting.dim_tiempo,
universal.patron,
referencial.tbl_catalogo_status,
referencial.tbl_config_evaluacion,
referencial.tbl_config_kpi,
referencial.tbl_dq_consistencia_map,
referencial.tbl_dq_rules,
referencial.tbl_maestra_variables,
referencial.tbl_mapa_objetivos,
referencial.tbl_ref_estados_operativos,
referencial.tbl_ref_paneles_bi,
referencial.tbl_ref_unidades,
referencial.tbl_reglas_consistencia,
referencial.tbl_unidad_alias,
referencial.tbl_valores_ausentes,
referencial.tbl_var_scada_map
FROM bp010_panel;

REVOKE USAGE ON SCHEMA stage, referencial, universal, reporting, etl FROM bp010_panel;
