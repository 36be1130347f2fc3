"""What `dxe train` makes of the files that people edit."""
