"""The portal's pages, by whom they serve."""
