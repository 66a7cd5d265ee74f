CREATE OR REPLACE FUNCTION etl.fnc_apagar_ciclo()
RETURNS trigger
LANGUAGE plpgsql
AS $$
-- Purpose: notes that nobody has to start a cycle any more that was switched off, whoever did it: what does not
--   run then is not missing.
-- Second run: finds it noted. Writes: etl.ciclo_vigencias.
BEGIN
    UPDATE etl.ciclo_vigencias AS vigencias
    SET hasta = greatest(etl.fnc_reloj(), vigencias.desde)
    WHERE vigencias.ciclo = NEW.ciclo AND vigencias.hasta IS NULL;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_apagar_ciclo()
IS 'Trigger: a cycle that is switched off has no starts to miss.';
