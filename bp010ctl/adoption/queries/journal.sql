-- The record of an adoption: how far it is, what it found, what it could not take.
CREATE SCHEMA adopcion;

COMMENT ON SCHEMA adopcion
IS 'Record of the take-over of the old system''s database by bp010ctl adopt; may be dropped afterwards.';

CREATE TABLE adopcion.adopcion (
    unica boolean PRIMARY KEY DEFAULT TRUE CHECK (unica),
    zona text NOT NULL,
    iniciada_en timestamptz NOT NULL DEFAULT now(),
    terminada_en timestamptz,
    legado_eliminado_en timestamptz
);

CREATE TABLE adopcion.pasos (
    paso text PRIMARY KEY,
    terminado_en timestamptz NOT NULL DEFAULT clock_timestamp(),
    segundos double precision NOT NULL
);

CREATE TABLE adopcion.esquemas (
    esquema text PRIMARY KEY,
    apartado_como text NOT NULL
);

CREATE TABLE adopcion.tablas (
    tabla text PRIMARY KEY,
    origen text NOT NULL,
    filas_legado bigint NOT NULL,
    filas_copiadas bigint NOT NULL DEFAULT 0,
    filas_apartadas bigint NOT NULL DEFAULT 0,
    valores_apartados bigint NOT NULL DEFAULT 0,
    ultima_clave bigint,
    terminada boolean NOT NULL DEFAULT FALSE,
    suma_legado numeric,
    suma_nueva numeric
);

CREATE TABLE adopcion.claves (
    tabla text,
    id_legado bigint,
    id_nuevo bigint NOT NULL,
    PRIMARY KEY (tabla, id_legado)
);

CREATE TABLE adopcion.apartados (
    tabla text NOT NULL,
    clave text,
    columna text,
    valor text,
    motivo text NOT NULL
);

CREATE TABLE adopcion.diferencias (
    tabla text NOT NULL,
    clave text NOT NULL,
    columna text NOT NULL,
    valor_legado text,
    valor_semilla text,
    queda text NOT NULL CHECK (queda IN ('legado', 'semilla'))
);

CREATE TABLE adopcion.ajenos (
    clase text NOT NULL,
    nombre text NOT NULL,
    nota text NOT NULL
);

CREATE TABLE adopcion.vistas (
    vista text PRIMARY KEY,
    definicion text NOT NULL,
    estado text NOT NULL DEFAULT 'pendiente',
    nota text
);

CREATE FUNCTION adopcion.fnc_doble(p_valor numeric)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
    -- Purpose: the number as double precision; NULL where it has none (1e400, 1e-400, NaN).
    SELECT CASE
        WHEN p_valor = 0 OR (abs(p_valor) > 2.3e-308 AND abs(p_valor) < 1.79e308) THEN p_valor::float8
    END;
$$;

COMMENT ON TABLE adopcion.adopcion
IS 'The adoption: its time zone for naive times, when it began and ended.';
COMMENT ON TABLE adopcion.pasos IS 'Steps that are done; each row was committed together with its step.';
COMMENT ON TABLE adopcion.esquemas IS 'Schemas of the old system and the names that they were moved to.';
COMMENT ON TABLE adopcion.tablas
IS 'Tables: rows before, copied and set aside, how far the copy is, checksums of the content on both sides.';
COMMENT ON TABLE adopcion.claves
IS 'Surrogate ids of the old reference rows and the ids of the same rows now.';
COMMENT ON TABLE adopcion.apartados
IS 'Rows and values that have no place in the new tables, and why; they stay in the old ones.';
COMMENT ON TABLE adopcion.diferencias
IS 'Reference values that differed between the old database and seeds/, and which of them stays.';
COMMENT ON TABLE adopcion.ajenos IS 'What the adoption does not know; it was left as it was.';
COMMENT ON TABLE adopcion.vistas IS 'Views of the old system and whether an alias keeps their name.';
