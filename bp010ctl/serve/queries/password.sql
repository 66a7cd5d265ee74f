SELECT reporting.fnc_clave_usuario(%(usuario)s) AS clave;
