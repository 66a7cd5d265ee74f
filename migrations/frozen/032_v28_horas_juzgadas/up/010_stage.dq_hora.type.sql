-- noqa: disable=LT01
CREATE TYPE stage.dq_hora AS (
    well_id integer,
    hora timestamptz,
    fecha date,
    ultima_lectura timestamptz,
    lecturas integer,
    reglas integer[],
    evaluadas integer[],
    fallos integer[],
    avisos integer[],
    tardias integer[],
    producciones bigint[],
    momentos timestamptz[],
    valores double precision[]
);

COMMENT ON TYPE stage.dq_hora
IS 'What the rules on readings say of a well''s UTC hour, cut at midnight of the operating zone: counts by '
'rule, and of the readings to be kept number, time and values in the order of reglas.';
