import sys
import unicodedata
import unittest

from bot.components.extractor import write_entities
from understanding.heads.features import Weights, features
from understanding.values.codes import find_codes
from understanding.values.lookups import Lookups
from understanding.values.writing import normalise

ASSIGNED = [
    char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) not in ("Cn", "Co")
]
LOOKUPS = Lookups({"创新券": ("topic", "innovation-voucher"), "一": ("topic", "one")})
TOGETHER = 500


class EveryCharacter(unittest.TestCase):
    def test_is_read_at_its_place(self):
        weights = Weights.learn([["c:创"]], 0.5)
        for start in range(0, len(ASSIGNED), TOGETHER):
            text = "".join(ASSIGNED[start : start + TOGETHER]) + "创新券"
            self.assertEqual(len(normalise(text)), len(text))
            normalise(text).encode()
            find_codes(normalise(text))
            found = write_entities(text, LOOKUPS)
            self.assertEqual(found[-1]["end"], len(text))
            weights.weigh(features(text, LOOKUPS))


if __name__ == "__main__":
    unittest.main()
