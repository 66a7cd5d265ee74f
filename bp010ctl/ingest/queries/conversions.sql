-- column → conversion of every mapped column; NULL where the value is taken as it is
SELECT DISTINCT
    columna_stage,
    conversion
FROM referencial.tbl_var_scada_map
