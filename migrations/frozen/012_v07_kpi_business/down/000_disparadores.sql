DROP TRIGGER tg_encolar_calidad_delete ON stage.tbl_dq_resumen;
DROP TRIGGER tg_encolar_calidad_update ON stage.tbl_dq_resumen;
DROP TRIGGER tg_encolar_calidad_insert ON stage.tbl_dq_resumen;
DROP FUNCTION etl.fnc_encolar_calidad();
