-- Old variables by id_formato1, else by name; a name that is no identifier becomes the visible one.
WITH nombradas AS (
    SELECT
        l.*,
        coalesce(l.id_formato1, n.id_formato1) AS id_natural,
        regexp_replace(
            regexp_replace(
                translate(lower(l.nombre_tecnico), 'áéíóúüñ%', 'aeiouunp'), '[^a-z0-9]+', '_', 'g'
            ),
            '^[^a-z]+|_+$', '', 'g'
        ) AS identificador
    FROM pg_temp.tbl_maestra_variables AS l
    LEFT JOIN referencial.tbl_maestra_variables AS n
        ON l.id_formato1 IS NULL AND l.nombre_tecnico IN (n.nombre_tecnico, n.nombre_visible)
),

unicas AS (
    SELECT
        n.*,
        n.identificador = '' OR row_number() OVER (
            PARTITION BY n.identificador
            ORDER BY n.id_natural, n.variable_id
        ) > 1 OR EXISTS (
            SELECT FROM referencial.tbl_maestra_variables AS x
            WHERE x.nombre_tecnico = n.identificador AND x.id_formato1 <> n.id_natural
        ) AS ocupado
    FROM nombradas AS n
)

SELECT
    l.variable_id AS id_legado,
    l.id_natural AS id_formato1,
    CASE
        WHEN l.ocupado THEN concat_ws('_', nullif(l.identificador, ''), 'variable', l.id_natural)
        ELSE l.identificador
    END AS nombre_tecnico,
    nullif(l.nombre_tecnico, l.identificador) AS nombre_visible,
    l.tabla_origen,
    CASE
        WHEN l.clasificacion_logica IN ('SENSOR', 'KPI', 'DISEÑO', 'YACIMIENTO')
            THEN l.clasificacion_logica
    END AS clasificacion_logica,
    CASE WHEN l.volatilidad IN ('ALTA', 'MEDIA', 'BAJA') THEN l.volatilidad END AS volatilidad,
    u.id_nuevo::integer AS unidad_id,
    p.id_nuevo::integer AS panel_id,
    l.ident_dashboard_element,
    CASE WHEN l.id_natural IS NULL THEN 'no id_formato1, and no known name' END AS motivo
FROM unicas AS l
LEFT JOIN adopcion.claves AS u
    ON u.tabla = 'referencial.tbl_ref_unidades' AND l.unidad_id = u.id_legado
LEFT JOIN adopcion.claves AS p
    ON p.tabla = 'referencial.tbl_ref_paneles_bi' AND l.panel_id = p.id_legado
