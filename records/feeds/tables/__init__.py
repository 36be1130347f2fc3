"""Reading and writing tables: CSV and XLSX, row by row, whatever stands in them."""
