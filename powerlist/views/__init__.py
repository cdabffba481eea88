"""The pages of the lists, by whom they serve."""
