DROP PROCEDURE etl.sp_reconciliar(integer);
