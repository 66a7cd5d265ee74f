SELECT clock_timestamp() AS ahora;
