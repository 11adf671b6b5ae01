"""TODO quality"""
