CREATE OR REPLACE PROCEDURE etl.sp_vigilancia()
LANGUAGE plpgsql
AS $$
-- Purpose: the step of the cycle vigilancia: cancels overdue runs, closes interrupted ones, records
--   missed starts, raises and resolves alerts, in this order: what one finds, the next counts.
-- Second run: finds nothing new. Reads and writes: the ledger, etl.alertas, etl.ciclo_vigencias.
BEGIN
    PERFORM etl.fnc_cancelar_excedidas();
    PERFORM etl.fnc_cerrar_interrumpidas();
    PERFORM etl.fnc_registrar_faltantes();
    PERFORM etl.fnc_alertar();
END;
$$;

COMMENT ON PROCEDURE etl.sp_vigilancia
IS 'Cancels overdue runs, closes interrupted ones, records missed starts, raises and resolves alerts.';
