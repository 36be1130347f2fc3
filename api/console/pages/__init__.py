"""The console's pages, drawn by NiceGUI."""
