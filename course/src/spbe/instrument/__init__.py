"""An evaluation instrument as data: indicators, aspects, domains, predicates and ladders."""

from spbe.instrument.instrument import EMPTY_CRITERIA, Instrument, InstrumentError

__all__ = [
    "EMPTY_CRITERIA",
    "Instrument",
    "InstrumentError",
]
