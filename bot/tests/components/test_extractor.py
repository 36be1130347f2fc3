import unittest

from bot.components.extractor import write_entities
from understanding.values.lookups import Lookups

LOOKUPS = Lookups(
    {
        "高企": ("topic", "high-tech-enterprise"),
        "创新券": ("topic", "innovation-voucher"),
        "科技创新券": ("topic", "innovation-voucher"),
        "科小": ("topic", "tech-sme"),
        "浙江省": ("region", "浙江省"),
        "杭州市": ("region", "浙江省/杭州市"),
        "萧山": ("region", "浙江省/杭州市/萧山区"),
        "武汉": ("region", "湖北省/武汉市"),
    }
)


def meant(text):
    entities = write_entities(text, LOOKUPS)
    return {entity["entity"]: entity["value"] for entity in entities if "role" not in entity}


class Extractor(unittest.TestCase):
    def test_terms_are_found_in_traditional_characters_at_their_place(self):
        (entity,) = write_entities("請問科技創新券怎麼用", LOOKUPS)
        self.assertEqual((entity["start"], entity["end"], entity["value"]), (2, 7, "innovation-voucher"))

    def test_what_is_denied_is_not_meant(self):
        for text in ("不是高企，我问的是创新券", "我问的是创新券，不是高企", "不是高企 是创新券"):
            with self.subTest(text):
                self.assertEqual(meant(text), {"topic": "innovation-voucher"})

    def test_denied_alone_changes_nothing(self):
        self.assertEqual(meant("我问的不是高企"), {})

    def test_most_precise_region_is_meant(self):
        self.assertEqual(
            meant("浙江省杭州市萧山的科小"), {"region": "浙江省/杭州市/萧山区", "topic": "tech-sme"}
        )

    def test_every_kind_has_one_that_is_meant(self):
        self.assertEqual(meant("高企和科小在武汉"), {"topic": "tech-sme", "region": "湖北省/武汉市"})
        self.assertEqual(len(write_entities("高企和科小在武汉", LOOKUPS)), 3)

    def test_case_number_and_uscc_are_not_searched_for_terms(self):
        self.assertEqual(meant("XS2026-000123"), {"case_number": "XS2026-000123"})

    def test_nothing_in_nothing(self):
        for text in ("", " ", "😀"):
            with self.subTest(text):
                self.assertEqual(write_entities(text, LOOKUPS), [])


if __name__ == "__main__":
    unittest.main()
