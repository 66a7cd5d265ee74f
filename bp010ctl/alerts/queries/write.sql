-- A new message; what it says comes with its number.
INSERT INTO etl.avisos (canal, clase, severidad, titulo, texto, creado_en)
VALUES (%(canal)s, %(clase)s, %(severidad)s, '', '', etl.fnc_reloj())
RETURNING
    aviso_id,
    creado_en;
