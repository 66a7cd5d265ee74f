CREATE OR REPLACE FUNCTION etl.fnc_dias_vencidos()
RETURNS SETOF date
LANGUAGE sql
STABLE
ROWS 10
AS $$
-- Purpose: the days of landing (of cargado_en, in UTC) that may go: everything stamped with them arrived
--   before etl.fnc_corte_landing(), and the pivot has taken all of it that is of a well in the master.
--   Used inside the statement that deletes, it sees what that statement sees.
-- Second run: as things are then. Writes nothing.
-- Reads: etl.llegadas, etl.cargas_pendientes, stage.tbl_pozo_maestra.
    SELECT llegadas.dia
    FROM etl.llegadas AS llegadas
    GROUP BY llegadas.dia
    HAVING
        max(llegadas.llegada) < etl.fnc_corte_landing()
        AND NOT EXISTS (
            SELECT
            FROM etl.cargas_pendientes AS pendientes
            INNER JOIN stage.tbl_pozo_maestra AS maestra ON pendientes.unit_id = maestra.well_id
            WHERE (pendientes.cargado_en AT TIME ZONE 'UTC')::date = llegadas.dia
        );
$$;

COMMENT ON FUNCTION etl.fnc_dias_vencidos()
IS 'Days of landing of which everything arrived before the retention and no known well waits for the pivot.';
