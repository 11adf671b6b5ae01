"""TODO staffing"""
