"""What stands behind the commands in `script/`: standard library only, until `.venv` exists."""
