CREATE OR REPLACE FUNCTION stage.fnc_leer_landing(
    p_cargas timestamptz[],
    p_unidades integer[]
)
RETURNS TABLE (
    unit_id integer,
    var_id integer,
    cargado_en timestamptz,
    idn bigint,
    posicion smallint,
    columna text,
    momento timestamptz,
    crudo text,
    texto text,
    numero double precision,
    motivo text
)
LANGUAGE sql
STABLE
AS $$
-- Purpose: mapped values of loads (pairs of two arrays) with their time, read by the type of their column
--   and converted, or with the reason why they cannot be used. Text columns are card arrays, of which
--   position and load belong together. Variables without a map row are left out.
-- Second run: the same for the same rows. Writes: nothing.
-- Reads: stage.landing_scada_data, stage.tbl_pozo_maestra, referencial.tbl_var_scada_map.
    WITH ajustes AS MATERIALIZED (
        SELECT
            referencial.fnc_zona_horaria() AS zona,
            etl.fnc_ahora() + interval '1 day' AS limite
    ),

    mapa AS MATERIALIZED (
        SELECT
            variables.var_id_scada,
            variables.columna_stage,
            variables.conversion,
            atributo.attnum,
            atributo.atttypid = 'text'::regtype AS es_carta,
            atributo.atttypid = 'boolean'::regtype AS es_booleano,
            CASE atributo.atttypid
                WHEN 'smallint'::regtype THEN 32767
                WHEN 'integer'::regtype THEN 2147483647
                WHEN 'bigint'::regtype THEN 9e18
                WHEN 'real'::regtype THEN 3e38
                ELSE 1.7976931348623157e308
            END::double precision AS maximo
        FROM referencial.tbl_var_scada_map AS variables
        INNER JOIN pg_catalog.pg_attribute AS atributo
            ON
                atributo.attrelid = 'stage.tbl_pozo_produccion'::regclass
                AND variables.columna_stage = atributo.attname
                AND NOT atributo.attisdropped
    ),

    llegados AS (
        SELECT
            landing.unit_id,
            landing.var_id,
            landing.cargado_en,
            landing.idn,
            mapa.attnum,
            mapa.columna_stage,
            mapa.conversion,
            mapa.es_carta,
            mapa.es_booleano,
            mapa.maximo,
            landing.measure,
            maestra.well_id IS NULL AS desconocida,
            btrim(landing.measure, E' \t\n\r\f\u000B\u00A0') AS limpio,
            stage.fnc_hora_scada(landing.moddate, landing.modtime, ajustes.zona) AS momento
        FROM stage.landing_scada_data AS landing
        INNER JOIN unnest(p_cargas, p_unidades) AS cargas (cargado_en, unit_id)
            ON
                landing.cargado_en = cargas.cargado_en
                AND coalesce(landing.unit_id, -1) = coalesce(cargas.unit_id, -1)
        CROSS JOIN ajustes
        LEFT JOIN mapa ON landing.var_id = mapa.var_id_scada
        LEFT JOIN stage.tbl_pozo_maestra AS maestra ON landing.unit_id = maestra.well_id
        WHERE landing.cargado_en >= (SELECT min(c) FROM unnest(p_cargas) AS c)
            AND landing.cargado_en <= (SELECT max(c) FROM unnest(p_cargas) AS c)
            AND (mapa.columna_stage IS NOT NULL OR landing.var_id IS NULL)
        OFFSET 0 -- each expression once a row, not wherever it is used
    ),

    leidos AS (
        SELECT
            llegados.*,
            CASE
                WHEN llegados.es_carta THEN NULL
                WHEN llegados.es_booleano AND lower(llegados.limpio) IN ('true', 't') THEN 1
                WHEN llegados.es_booleano AND lower(llegados.limpio) IN ('false', 'f') THEN 0
                ELSE stage.fnc_leer_numero(llegados.limpio)
            END AS leido
        FROM llegados
        OFFSET 0
    )

    SELECT
        leidos.unit_id,
        leidos.var_id,
        leidos.cargado_en,
        leidos.idn,
        leidos.attnum,
        leidos.columna_stage,
        leidos.momento,
        leidos.measure,
        CASE WHEN leidos.es_carta THEN leidos.limpio END,
        CASE
            WHEN leidos.conversion IS NULL THEN leidos.leido
            WHEN abs(leidos.leido) BETWEEN 1e-15 AND 1e15 OR leidos.leido = 0
                THEN stage.fnc_convertir_scada(leidos.leido, leidos.conversion)
        END,
        CASE
            WHEN leidos.unit_id IS NULL THEN 'unidad_ausente'
            WHEN leidos.var_id IS NULL THEN 'variable_ausente'
            WHEN leidos.desconocida THEN 'unidad_desconocida'
            WHEN leidos.momento IS NULL THEN 'fecha_ausente'
            WHEN leidos.momento > ajustes.limite THEN 'fecha_futura'
            WHEN leidos.momento < '1950-01-01 00:00:00+00' OR leidos.momento >= '2100-01-01 00:00:00+00'
                THEN 'fecha_invalida'
            WHEN leidos.es_carta AND leidos.limpio <> ''
                THEN CASE WHEN NOT stage.fnc_es_carta(leidos.limpio) THEN 'carta_ilegible' END
            WHEN leidos.es_booleano AND leidos.limpio <> '' AND leidos.leido NOT IN (0, 1)
                THEN 'booleano_ilegible'
            WHEN leidos.es_booleano AND leidos.limpio <> '' AND leidos.leido IS NULL
                THEN 'booleano_ilegible'
            WHEN leidos.leido IS NULL THEN stage.fnc_motivo_ilegible(leidos.limpio)
            WHEN abs(leidos.leido) > leidos.maximo THEN 'fuera_de_rango'
            WHEN leidos.conversion IS NOT NULL
                AND NOT (abs(leidos.leido) BETWEEN 1e-15 AND 1e15 OR leidos.leido = 0)
                THEN 'fuera_de_rango'
            WHEN leidos.conversion IS NOT NULL
                AND stage.fnc_convertir_scada(leidos.leido, leidos.conversion) IS NULL
                THEN 'fuera_de_rango'
        END
    FROM leidos
    CROSS JOIN ajustes;
$$;

COMMENT ON FUNCTION stage.fnc_leer_landing(timestamptz[], integer[])
IS 'Mapped SCADA values of loads, timed, read and converted to the column''s unit, or why they cannot be.';
