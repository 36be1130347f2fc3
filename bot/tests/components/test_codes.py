import unittest

from understanding.values.codes import find_codes
from understanding.values.writing import normalise


def found(text):
    return [(code.entity, code.value) for code in find_codes(normalise(text))]


class Codes(unittest.TestCase):
    def test_uscc_and_phone_with_only_a_blank_between_them_are_two(self):
        wanted = [("uscc", "91330109YL0000001C"), ("phone", "160****0001")]
        self.assertEqual(found("绑定企业 91330109yl0000001c 160****0001"), wanted)

    def test_uscc_is_found_in_any_spelling_and_written_in_one(self):
        wanted = [("uscc", "91000000MA2H1XU35R")]
        spellings = (
            "91000000MA2H1XU35R",
            "91000000ma2h1xu35r",
            "9100 0000 MA2H 1XU3 5R",
            "９１００００００ＭＡ２Ｈ１ＸＵ３５Ｒ",
        )
        for text in spellings:
            with self.subTest(text):
                self.assertEqual(found(f"我们的代码是{text}，谢谢"), wanted)

    def test_uscc_of_wrong_length_is_found_so_that_the_form_can_say_so(self):
        self.assertEqual(found("91000000MA2H1XU35"), [("uscc", "91000000MA2H1XU35")])
        self.assertEqual(found("91000000MA2H1XU35RR"), [("uscc", "91000000MA2H1XU35RR")])

    def test_case_number_is_found_without_hyphen_and_in_small_letters(self):
        for text in ("XS2026-000123", "xs2026000123", "ＸＳ２０２６－０００１２３", "XS 2026 000123"):
            with self.subTest(text):
                self.assertEqual(found(f"查{text}到哪了"), [("case_number", "XS2026-000123")])

    def test_case_number_is_found_however_it_is_typed(self):
        spellings = (
            "ＸＳ２０２６－０００１２３",
            "ｘｓ２０２６ー０００１２３",
            "xs 2026 000 123",
            "XS2O26-OOO123",
            "xs2o26ooo123",
            "XS-2026-000123",
            "XS 2026 - 000123",
            "XS2026—000123",
            "XS.2026.000123",
            "XS_2026_000123",
            "xs20 26 00 01 23",
        )
        for text in spellings:
            with self.subTest(text):
                self.assertEqual(found(f"麻烦查一下{text}，谢谢"), [("case_number", "XS2026-000123")])
                self.assertEqual(found(text), [("case_number", "XS2026-000123")])

    def test_what_follows_a_case_number_is_not_taken_into_it(self):
        wanted = [("case_number", "XS2026-000123")]
        for text in ("XS2026-000123 ok?", "XS2026-000123的20个", "XS2026-000123 2个材料", "xs2026000123oo"):
            with self.subTest(text):
                self.assertEqual(found(text)[:1], wanted)

    def test_a_case_number_of_the_wrong_length_is_found_so_that_the_answer_can_say_so(self):
        for text, value in (("XS2026-00012", "XS2026-00012"), ("XS2026-0001234", "XS2026-0001234")):
            with self.subTest(text):
                self.assertEqual(found(text), [("case_number", value)])

    def test_words_with_a_year_are_no_case_number(self):
        for text in ("go 2026年10月", "in 2026 we 123", "2026 000123", "abc2026000123", "R&D 2026"):
            with self.subTest(text):
                self.assertNotIn("case_number", [entity for entity, _ in found(text)])

    def test_masked_phone_is_found(self):
        self.assertEqual(found("手机号138****1234"), [("phone", "138****1234")])

    def test_digits_alone_are_taken_for_a_phone_typed_wrong(self):
        self.assertEqual(found("1380013"), [("phone", "1380013")])

    def test_a_verification_code_is_no_phone(self):
        self.assertEqual(found("123456"), [])

    def test_dates_and_amounts(self):
        self.assertEqual(found("2023年6月的20万元"), [("date", "2023年6月"), ("amount", "20万元")])
        self.assertEqual(found("去年用了500块"), [("date", "去年"), ("amount", "500块")])

    def test_plain_text_holds_no_code(self):
        for text in ("创新券怎么申请", "80%计入", "R&D费用", "", "😀", "第2个"):
            with self.subTest(text):
                self.assertEqual(found(text), [])


if __name__ == "__main__":
    unittest.main()
