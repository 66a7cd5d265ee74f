DROP PROCEDURE etl.sp_particionar(regclass, interval, interval, text, text, text);
