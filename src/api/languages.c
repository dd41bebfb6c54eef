/* Languages. */
#include "api/languages.h"

#define ROW(tag, name, english)                                                                    \
    {                                                                                              \
        SV_INIT(tag), SV_INIT(name), SV_INIT(english)                                              \
    }

/* clang-format off */
const struct api_language_row api_language_rows[] = {
    ROW("ar", "العربية", "Arabic"), ROW("bg", "Български", "Bulgarian"),
    ROW("br", "Brezhoneg", "Breton"), ROW("ca", "Català", "Catalan"),
    ROW("cs", "Čeština", "Czech"), ROW("cy", "Cymraeg", "Welsh"),
    ROW("da", "Dansk", "Danish"), ROW("de", "Deutsch", "German"),
    ROW("el", "Ελληνικά", "Greek"), ROW("en", "English", "English"),
    ROW("eo", "Esperanto", "Esperanto"), ROW("es", "Español", "Spanish"),
    ROW("et", "Eesti", "Estonian"), ROW("eu", "Euskara", "Basque"),
    ROW("fa", "فارسی", "Persian"), ROW("fi", "Suomi", "Finnish"),
    ROW("fr", "Français", "French"), ROW("ga", "Gaeilge", "Irish"),
    ROW("gl", "Galego", "Galician"), ROW("he", "עברית", "Hebrew"),
    ROW("hi", "हिन्दी", "Hindi"), ROW("hr", "Hrvatski", "Croatian"),
    ROW("hu", "Magyar", "Hungarian"), ROW("id", "Bahasa Indonesia", "Indonesian"),
    ROW("is", "Íslenska", "Icelandic"), ROW("it", "Italiano", "Italian"),
    ROW("ja", "日本語", "Japanese"), ROW("ko", "한국어", "Korean"),
    ROW("lt", "Lietuvių", "Lithuanian"), ROW("lv", "Latviešu", "Latvian"),
    ROW("nb", "Norsk", "Norwegian Bokmål"), ROW("nl", "Nederlands", "Dutch"),
    ROW("oc", "Occitan", "Occitan"), ROW("pl", "Polski", "Polish"),
    ROW("pt", "Português", "Portuguese"), ROW("ro", "Română", "Romanian"),
    ROW("ru", "Русский", "Russian"), ROW("sk", "Slovenčina", "Slovak"),
    ROW("sl", "Slovenščina", "Slovenian"), ROW("sr", "Српски", "Serbian"),
    ROW("sv", "Svenska", "Swedish"), ROW("th", "ไทย", "Thai"),
    ROW("tr", "Türkçe", "Turkish"), ROW("uk", "Українська", "Ukrainian"),
    ROW("vi", "Tiếng Việt", "Vietnamese"), ROW("zh", "中文", "Chinese"),
};
/* clang-format on */

const size_t api_language_row_count = ARRAY_COUNT(api_language_rows);
