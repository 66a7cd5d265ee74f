"""What one asks about wells: the field's table, one well's picture, its drawn card."""
