"""Lists as people have them, CSV and XLSX, in and out. It knows nothing of what is in them."""
