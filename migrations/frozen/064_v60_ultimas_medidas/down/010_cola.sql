DELETE FROM etl.claves_sucias
WHERE consumidor = 'foto';
