"""What people and programs send, one file per noun."""
