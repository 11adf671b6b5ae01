"""TODO learning"""
