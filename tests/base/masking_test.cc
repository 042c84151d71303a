#include "bridge/base/masking.h"

#include <gtest/gtest.h>

#include <string>

namespace veerpont {
namespace {

TEST(Masking, TheElevenTest) {
    EXPECT_TRUE(is_bsn("999993653"));
    EXPECT_TRUE(is_bsn("111222333"));
    EXPECT_FALSE(is_bsn("999993654"));
    EXPECT_FALSE(is_bsn("000000000"));
    EXPECT_FALSE(is_bsn("99999365"));
    EXPECT_FALSE(is_bsn("9999936530"));
    EXPECT_FALSE(is_bsn("99999365x"));
}

TEST(Masking, MasksBsnMailAndIban) {
    EXPECT_EQ(mask_personal_data("bsn 999993653 is fout"), "bsn *** is fout");
    EXPECT_EQ(mask_personal_data("999993653,111222333"), "***,***");
    EXPECT_EQ(mask_personal_data("inpBsn=999993653&x"), "inpBsn=***&x");
    EXPECT_EQ(mask_personal_data("bsn999993653"), "bsn***");
    EXPECT_EQ(mask_personal_data("mail jan.jansen+zaak@voorbeeld.nl nu"), "mail *** nu");
    EXPECT_EQ(mask_personal_data("a@b.nl c@d.nl"), "*** ***");
    EXPECT_EQ(mask_personal_data("rekening NL91ABNA0417164300."), "rekening ***.");
    EXPECT_EQ(mask_personal_data("999993653"), "***");
}

TEST(Masking, LeavesTheRestAlone) {
    for (const char* text :
         {"", "ZAAK-2026-0000000001", "999993654", "9999936531", "https://register.nl/zaken/1", "@ home",
          "x@local", "NL00ABNA0417164300", "20261015093000123"}) {
        EXPECT_EQ(mask_personal_data(text), text);
    }
}

TEST(Masking, ValuesOfPersonsDisappearWhole) {
    EXPECT_EQ(mask_value("Jansen"), "***");
    EXPECT_EQ(mask_value(""), "");
}

}  // namespace
}  // namespace veerpont
