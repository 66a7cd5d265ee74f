CREATE OR REPLACE FUNCTION etl.fnc_particion_vencida(
    p_particion regclass,
    p_desde date,
    p_hasta date
)
RETURNS boolean
LANGUAGE plpgsql
AS $$
-- Purpose: whether a partition of landing, of the days from p_desde to p_hasta, may be dropped: it is empty,
--   or all of its days on which anything arrived are past their retention.
-- Second run: as things are then, not as they were when the transaction started.
-- Reads: the partition, etl.llegadas, etl.fnc_dias_vencidos. Writes nothing.
-- @plpgsql_check_options: security_warnings = off, performance_warnings = off
DECLARE
    v_vacia boolean;
BEGIN
    EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s)', p_particion) INTO v_vacia;
    RETURN v_vacia OR (
        SELECT coalesce(bool_and(llegadas.dia IN (SELECT etl.fnc_dias_vencidos())), FALSE)
        FROM etl.llegadas AS llegadas
        WHERE llegadas.dia BETWEEN p_desde AND p_hasta
    );
END;
$$;

COMMENT ON FUNCTION etl.fnc_particion_vencida(regclass, date, date)
IS 'Whether a partition of landing is empty, or all that arrived in it is past its retention.';
