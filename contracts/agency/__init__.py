"""The agency as a signer: who may, in which order, and what it is given to sign."""
