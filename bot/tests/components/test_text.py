import unittest

from understanding.values.writing import normalise


class Text(unittest.TestCase):
    def test_traditional_full_width_and_capital_letters_become_one_form(self):
        self.assertEqual(normalise("創新券餘額ＡＢＣ１２３？"), "创新券余额abc123?")

    def test_positions_stay_the_same(self):
        for text in ("㎡五十", "ﬁ", "İstanbul", "創新券😀餘額", "ß", "a\u0301", "\u3000 "):
            with self.subTest(text):
                self.assertEqual(len(normalise(text)), len(text))


if __name__ == "__main__":
    unittest.main()
