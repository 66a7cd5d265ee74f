CREATE OR REPLACE FUNCTION stage.fnc_valores_pozo(p_ids integer[])
RETURNS TABLE (
    well_id integer,
    id_formato1 integer,
    valor double precision,
    texto text
)
LANGUAGE plpgsql
STABLE
AS $$
-- Purpose: the values that describe a well rather than a reading: each asked variable (id_formato1) of
--   every well, from master, else newest reserves, else snapshot, in the variable's unit. Numbers come
--   as valor (NaN as NULL), anything else as texto (blank as NULL). A variable found nowhere gives no
--   rows.
-- Dynamic: which column holds a variable is data; only those columns are read, as the caller.
-- @plpgsql_check_options: security_warnings = off, performance_warnings = off, extra_warnings = off
-- Second run: pure. Reads: stage.vw_origen_variables.
-- Reads (dynamic): stage.tbl_pozo_maestra, tbl_pozo_reservas, reporting.dataset_current_values.
DECLARE
    v_consulta text;
BEGIN
    SELECT string_agg(consultas.consulta, ' UNION ALL ')
    INTO v_consulta
    FROM (
        SELECT
            format(
                'SELECT maestra.well_id, variable.* FROM stage.tbl_pozo_maestra AS maestra %s '
                'CROSS JOIN LATERAL (VALUES %s) AS variable (id_formato1, valor, texto)',
                CASE variables.origen
                    WHEN 'maestra' THEN ''
                    WHEN 'reservas'
                        THEN 'LEFT JOIN LATERAL (SELECT reserva.* FROM stage.tbl_pozo_reservas AS reserva '
                            'WHERE reserva.well_id = maestra.well_id '
                            'ORDER BY reserva.fecha_registro DESC LIMIT 1) AS reservas ON TRUE'
                    WHEN 'foto'
                        THEN 'LEFT JOIN reporting.dataset_current_values AS foto '
                            'ON maestra.well_id = foto.well_id'
                END,
                string_agg(
                    format(
                        CASE variables.tipo
                            WHEN 'numero' THEN '(%s, nullif(%I.%I::double precision, ''NaN''), NULL::text)'
                            ELSE '(%s, NULL::double precision, nullif(btrim(%I.%I::text), ''''))'
                        END,
                        variables.id_formato1,
                        variables.origen,
                        variables.columna
                    ),
                    ', '
                )
            ) AS consulta
        FROM (
            SELECT DISTINCT ON (origen.id_formato1)
                origen.id_formato1,
                origen.origen,
                origen.columna,
                origen.tipo
            FROM stage.vw_origen_variables AS origen
            WHERE origen.id_formato1 = ANY(p_ids) AND origen.origen <> 'lecturas'
            ORDER BY origen.id_formato1 ASC, origen.prioridad ASC
        ) AS variables
        GROUP BY variables.origen
    ) AS consultas;

    IF v_consulta IS NOT NULL THEN
        RETURN QUERY EXECUTE v_consulta;
    END IF;
END;
$$;

COMMENT ON FUNCTION stage.fnc_valores_pozo(integer[])
IS 'Values of variables (by id_formato1) of every well from master, newest reserves or snapshot, in the '
'variable''s unit.';
