from xlsxwriter import Workbook as Workbook
