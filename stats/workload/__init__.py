"""How much work there is and on whom it lies: hours beside the roster, like beside like, nobody ranked."""
