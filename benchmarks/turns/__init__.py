"""`dxe bench turns`: our turn beside that of the project which `rasa init` makes, in one run."""
