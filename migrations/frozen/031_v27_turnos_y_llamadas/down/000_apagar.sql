DROP TRIGGER tg_apagar_ciclo ON etl.ciclos;
