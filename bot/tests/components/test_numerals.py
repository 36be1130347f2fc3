import unittest

from understanding.values.numerals import read_whole


class Numerals(unittest.TestCase):
    def test_numerals_are_read_as_in_the_services(self):
        for written, number in (
            ("二十万", 200_000),
            ("3万5", 35_000),
            ("二〇二六", 2026),
            ("廿五", 25),
            ("十十", None),
        ):
            with self.subTest(written):
                self.assertEqual(read_whole(written), number)
