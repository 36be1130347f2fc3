"""Measurements: `dxe bench [name …]`. Ours and the rival run side by side; machines are noisy, so quote ratios."""
