/* ICU's data library with nothing in it, in place of the 31 MB that Qt's wheels bring.
 *
 * Qt asks ICU for collation and for conversions from old character sets; the kiosk uses neither, and Qt's own tables do what
 * it does use: shaping, line breaks, right to left, upper and lower case. ICU takes an empty archive for an answer.
 * Layout: ICU's common data format "CmnD", version 1: a header of 32 bytes, then a table of contents with no entries.
 */
#include <stdint.h>

__attribute__((aligned(16))) const struct {
    uint16_t header_size;
    uint8_t magic[2];
    uint16_t info_size;
    uint16_t reserved;
    uint8_t big_endian, charset_family, uchar_size, reserved_too;
    uint8_t format[4], format_version[4], data_version[4];
    uint8_t padding[8];
    uint32_t entries[4];
} icudt73_dat = {
    32, {0xda, 0x27}, 20, 0, 0, 0, 2, 0, {'C', 'm', 'n', 'D'}, {1, 0, 0, 0}, {73, 0, 0, 0}, {0}, {0, 0, 0, 0},
};
