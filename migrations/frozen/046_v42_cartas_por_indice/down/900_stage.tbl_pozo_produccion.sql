DROP INDEX stage.ix_tbl_pozo_produccion_cartas;
