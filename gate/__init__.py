"""The opening in the wall: counts and stops go through, no person does."""
