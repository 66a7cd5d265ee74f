INSERT INTO etl.candados (candado, descripcion)
VALUES
('visibles', 'users are told which wells they see');
