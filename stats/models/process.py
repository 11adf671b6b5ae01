"""TODO process"""
