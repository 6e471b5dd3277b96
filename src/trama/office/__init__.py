"""Documents and workbooks as an office opens them: blocks go in, HTML, DOCX, ODT, Markdown and XLSX come out."""
