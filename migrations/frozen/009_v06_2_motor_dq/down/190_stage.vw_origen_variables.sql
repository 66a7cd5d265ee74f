DROP VIEW stage.vw_origen_variables;
