CREATE TRIGGER tg_encolar_movida BEFORE UPDATE ON stage.tbl_pozo_produccion
FOR EACH ROW
WHEN (
    old.timestamp_lectura <> new.timestamp_lectura
    AND (old.timestamp_lectura AT TIME ZONE 'UTC')::date <> (new.timestamp_lectura AT TIME ZONE 'UTC')::date
)
EXECUTE FUNCTION etl.fnc_encolar_movida();

COMMENT ON TRIGGER tg_encolar_movida ON stage.tbl_pozo_produccion
IS 'A reading that moves to another day makes both hours dirty, whichever statement moves it.';

-- partitions that are there already; others get theirs when they are made
SELECT etl.fnc_repetir_disparadores(herencia.inhrelid::regclass)
FROM pg_catalog.pg_inherits AS herencia
WHERE herencia.inhparent IN ('stage.tbl_pozo_produccion'::regclass, 'stage.landing_scada_data'::regclass);
