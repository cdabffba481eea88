"""The boundary of the lists: what a person types, checked before an action sees it."""
