CREATE OR REPLACE FUNCTION etl.fnc_repartir_alertas()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
-- Purpose: notes for each channel that is active which new alerts it is to be told of, in the transaction that
--   raises them, whoever does: what it asked for by kind and severity, and never its own failure.
--   SECURITY DEFINER: who raises an alert needs no right on the channels.
-- Second run: other rows. Reads: etl.canales. Writes: etl.canal_alertas.
BEGIN
    INSERT INTO etl.canal_alertas (canal, alerta_id)
    SELECT
        canales.canal,
        nuevas.alerta_id
    FROM nuevas
    INNER JOIN etl.canales AS canales ON etl.fnc_concierne(
        canales.canal, canales.asuntos, canales.severidad_minima,
        nuevas.tipo, nuevas.etl_tipo, nuevas.ubicacion_id, nuevas.severidad
    )
    WHERE canales.activo
    ON CONFLICT (canal, alerta_id) DO NOTHING;
    RETURN NULL;
END;
$$;

COMMENT ON FUNCTION etl.fnc_repartir_alertas()
IS 'Trigger: notes for each channel which new alerts it is to be told of.';

REVOKE ALL ON FUNCTION etl.fnc_repartir_alertas() FROM public;
