DROP VIEW referencial.vw_variables_scada_stage;
