CREATE OR REPLACE FUNCTION stage.fnc_valores_pozo(p_ids integer[])
RETURNS TABLE (
    well_id integer,
    id_formato1 integer,
    origen text,
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
        SELECT DISTINCT ON (o.id_formato1)
            o.id_formato1,
            o.origen,
            o.columna,
            o.tipo
        FROM stage.vw_origen_variables AS o
        WHERE o.id_formato1 = ANY(p_ids) AND o.origen <> 'lecturas'
        ORDER BY o.id_formato1 ASC, o.prioridad ASC
    ),

    filas AS MATERIALIZED (
        SELECT
            m.well_id,
            'maestra' AS origen,
            to_jsonb(m) AS fila
        FROM stage.tbl_pozo_maestra AS m
        UNION ALL
        SELECT
            m.well_id,
            'reservas' AS origen,
            to_jsonb(r) AS fila
        FROM stage.tbl_pozo_maestra AS m
        LEFT JOIN LATERAL (
            SELECT n.*
            FROM stage.tbl_pozo_reservas AS n
            WHERE n.well_id = m.well_id
            ORDER BY n.fecha_registro DESC
            LIMIT 1
        ) AS r ON TRUE
        UNION ALL
        SELECT
            m.well_id,
            'foto' AS origen,
            to_jsonb(s) AS fila
        FROM stage.tbl_pozo_maestra AS m
        LEFT JOIN reporting.dataset_current_values AS s ON m.well_id = s.well_id
    )

    SELECT
        f.well_id,
        v.id_formato1,
        v.origen,
        CASE WHEN v.tipo = 'numero' THEN nullif((f.fila ->> v.columna)::double precision, 'NaN') END AS valor,
        CASE WHEN v.tipo <> 'numero' THEN nullif(btrim(f.fila ->> v.columna), '') END AS texto
    FROM filas AS f
    INNER JOIN variables AS v ON f.origen = v.origen;
$$;

COMMENT ON FUNCTION stage.fnc_valores_pozo(integer[])
IS 'Values of variables (by id_formato1) of every well from master, newest reserves or snapshot, in the '
'variable''s unit.';
