"""The pages of people, by what they are for."""
