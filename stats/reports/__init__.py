"""Reports to heads of units: one frozen digest, and the page, paper, workbook and table made of it."""
