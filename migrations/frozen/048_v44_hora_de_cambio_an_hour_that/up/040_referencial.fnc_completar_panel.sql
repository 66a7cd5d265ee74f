CREATE OR REPLACE FUNCTION referencial.fnc_completar_panel(p_fila referencial.tbl_ref_paneles_bi)
RETURNS referencial.tbl_ref_paneles_bi
LANGUAGE plpgsql
IMMUTABLE
AS $$
-- Purpose: a dashboard panel with its description where it says nothing; the one place of these
--   texts, for sp_seed_defaults and for `bp010ctl seed`.
-- Second run: pure. Reads: nothing. Writes: nothing.
BEGIN
    p_fila.descripcion := coalesce(
        p_fila.descripcion,
        CASE p_fila.nombre_panel
            WHEN 'Business KPIs'
                THEN 'Indicadores de negocio: MTBF, disponibilidad, kWh por barril, eficiencia volumétrica, '
                    || 'acierto de la IA'
            WHEN 'Hydralift T4 Surface Operations'
                THEN 'Unidad de superficie: carrera, cargas, motor, temperatura, inclinación, paradas'
            WHEN 'Production'
                THEN 'Producción: caudales, presiones, niveles, cargas de varilla, cartas, IPR, reservas'
            WHEN 'Transversal'
                THEN 'Filtros comunes: fecha, cliente, región, campo, pozo, turno'
            ELSE 'Panel ' || p_fila.nombre_panel
        END
    );
    RETURN p_fila;
END;
$$;

COMMENT ON FUNCTION referencial.fnc_completar_panel(referencial.tbl_ref_paneles_bi)
IS 'A dashboard panel with its description where it says nothing.';
