"""Pure rules: no clock, database or chance."""
