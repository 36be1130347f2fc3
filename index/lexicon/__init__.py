"""Words that mean something here: topics, places, what is asked and how."""
