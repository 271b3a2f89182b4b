"""Selection methods, one pure decide() each."""
