"""The agency's own signature: what is signed, by whom it may be, and how it becomes a container (XAdES LT).

Values in, frozen values out; no model. `timestamping` and `responder` are the gateways to the services that
confirm time and validity; `assembling.complete` is what a job calls."""
