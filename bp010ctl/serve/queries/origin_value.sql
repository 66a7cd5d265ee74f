SELECT
    fila.__columna__ AS valor,
    __momento__::timestamptz AS momento -- noqa: RF03
FROM __tabla__ AS fila
WHERE fila.__clave__ = %(pozo)s
ORDER BY __orden__ DESC NULLS LAST -- noqa: RF03
LIMIT 1;
