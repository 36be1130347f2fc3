"""Demo data: fictional enterprises with cases, vouchers and credit events, the same for the same day."""

from records.demo.load import DemoSample, DemoSummary, load_demo

__all__ = ["DemoSample", "DemoSummary", "load_demo"]
