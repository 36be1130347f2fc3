import subprocess
import sys

SCRIPT = """
import gc
from telemetry.heap import keep_what_is_loaded
loaded = [[number] for number in range(50_000)]
keep_what_is_loaded()
assert gc.get_freeze_count() > 50_000
assert len(gc.get_objects()) < 10_000
ring = []; ring.append(ring); del ring
assert gc.collect() >= 1
"""


def test_what_is_loaded_is_out_of_the_collectors_sight_and_new_garbage_is_not() -> None:
    finished = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
