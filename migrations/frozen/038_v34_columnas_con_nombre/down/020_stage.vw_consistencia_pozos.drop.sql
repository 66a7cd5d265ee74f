DROP VIEW stage.vw_consistencia_pozos;
