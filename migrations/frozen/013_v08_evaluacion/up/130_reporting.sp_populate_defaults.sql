CREATE OR REPLACE PROCEDURE reporting.sp_populate_defaults()
LANGUAGE plpgsql
AS $$
-- Purpose: every baseline and constant (MTBF, uptime, kWh/bbl, volumetric efficiency, lift, AI, WHP;
--   energy price, lifting cost, drive frequency) and the default region: in dim_pozo, then as dim_pozo
--   has them in the snapshot and the KPI rows. Owner of exactly these columns.
-- Second run: writes nothing. Reads and writes: see the three parts.
DECLARE
    v_cambiados integer[];
BEGIN
    CALL reporting.sp_populate_defaults_pozo(v_cambiados);
    CALL reporting.sp_populate_defaults_foto();
    CALL reporting.sp_populate_defaults_kpi(v_cambiados);
END;
$$;

COMMENT ON PROCEDURE reporting.sp_populate_defaults
IS 'Baselines and constants of every well, in dim_pozo, snapshot and KPI rows, and the region where the '
'master has none.';
