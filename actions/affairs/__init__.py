"""One look at all that is an enterprise's own: what it must do, what lapses, what the bureau is late with."""
