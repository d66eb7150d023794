"""One module for each group of addresses, each with ``router(service) -> APIRouter``."""
