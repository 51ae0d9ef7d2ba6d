"""Papers: accessible PDF documents (PDF/UA-1), set by typst from data and a template of ours."""
