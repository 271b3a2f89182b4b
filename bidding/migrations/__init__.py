"""Generated, named, one idea each."""
