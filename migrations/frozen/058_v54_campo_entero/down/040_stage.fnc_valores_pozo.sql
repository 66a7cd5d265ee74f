CREATE OR REPLACE FUNCTION stage.fnc_valores_pozo(p_ids integer[])
RETURNS TABLE (
    well_id integer,
    id_formato1 integer,
    valor double precision,
    texto text
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: the values that describe a well rather than a reading: each asked variable (id_formato1) of
--   every well, from master, else newest reserves, else snapshot, in the variable's unit. Numbers come
--   as valor (NaN as NULL), anything else as texto (blank as NULL). A variable found nowhere gives no
--   rows. Rows are read as jsonb, because which column holds a variable is data.
-- Second run: pure. Reads: stage.vw_origen_variables, tbl_pozo_maestra, tbl_pozo_reservas,
--   reporting.dataset_current_values.
    WITH variables AS MATERIALIZED (
        SELECT DISTINCT ON (origen.id_formato1)
            origen.id_formato1,
            origen.origen,
            origen.columna,
            origen.tipo
        FROM stage.vw_origen_variables AS origen
        WHERE origen.id_formato1 = ANY(p_ids) AND origen.origen <> 'lecturas'
        ORDER BY origen.id_formato1 ASC, origen.prioridad ASC
    ),

    filas AS MATERIALIZED (
        SELECT
            maestra.well_id,
            'maestra' AS origen,
            to_jsonb(maestra) AS fila
        FROM stage.tbl_pozo_maestra AS maestra
        UNION ALL
        SELECT
            maestra.well_id,
            'reservas' AS origen,
            to_jsonb(reserva) AS fila
        FROM stage.tbl_pozo_maestra AS maestra
        LEFT JOIN LATERAL (
            SELECT reserva.*
            FROM stage.tbl_pozo_reservas AS reserva
            WHERE reserva.well_id = maestra.well_id
            ORDER BY reserva.fecha_registro DESC
            LIMIT 1
        ) AS reserva ON TRUE
        UNION ALL
        SELECT
            maestra.well_id,
            'foto' AS origen,
            to_jsonb(actual) AS fila
        FROM stage.tbl_pozo_maestra AS maestra
        LEFT JOIN reporting.dataset_current_values AS actual ON maestra.well_id = actual.well_id
    )

    SELECT
        filas.well_id,
        variables.id_formato1,
        CASE
            WHEN variables.tipo = 'numero'
                THEN nullif((filas.fila ->> variables.columna)::double precision, 'NaN')
        END AS valor,
        CASE
            WHEN variables.tipo <> 'numero' THEN nullif(btrim(filas.fila ->> variables.columna), '')
        END AS texto
    FROM filas
    INNER JOIN variables ON filas.origen = variables.origen;
$$;

COMMENT ON FUNCTION stage.fnc_valores_pozo(integer[])
IS 'Values of variables (by id_formato1) of every well from master, newest reserves or snapshot, in the '
'variable''s unit.';
