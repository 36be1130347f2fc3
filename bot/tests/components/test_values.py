import unittest
from datetime import date

from understanding.values.numerals import read_whole
from understanding.values.periods import find_period
from understanding.values.sums import find_sums


class Values(unittest.TestCase):
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

    def test_periods_and_sums_are_read_as_in_the_services(self):
        found = find_period("今年1到6月花了多少", date(2026, 11, 20))
        self.assertEqual(
            (found.begins_on, found.ends_on, found.label),
            (date(2026, 1, 1), date(2026, 6, 30), "2026年1月至6月"),
        )
        self.assertEqual(find_sums("检测要1万5，查新五千块"), [1_500_000, 500_000])
