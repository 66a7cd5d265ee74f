DROP TRIGGER tg_encolar_carga ON stage.landing_scada_data;
DROP TRIGGER tg_rechazar_truncate ON stage.tbl_pozo_produccion;
DROP TRIGGER tg_encolar_delete ON stage.tbl_pozo_produccion;
DROP TRIGGER tg_encolar_update ON stage.tbl_pozo_produccion;
DROP TRIGGER tg_encolar_insert ON stage.tbl_pozo_produccion;
