/* Languages. */
#include "api/web/languages.h"

#define ROW(tag, name)                                                                             \
    {                                                                                              \
        SV_INIT(tag), SV_INIT(name)                                                                \
    }

/* clang-format off */
const struct web_language web_languages[] = {
    ROW("ar", "العربية"),   ROW("bg", "Български"),  ROW("br", "Brezhoneg"), ROW("ca", "Català"),
    ROW("cs", "Čeština"),   ROW("cy", "Cymraeg"),    ROW("da", "Dansk"),     ROW("de", "Deutsch"),
    ROW("el", "Ελληνικά"),  ROW("en", "English"),    ROW("eo", "Esperanto"), ROW("es", "Español"),
    ROW("et", "Eesti"),     ROW("eu", "Euskara"),    ROW("fa", "فارسی"),     ROW("fi", "Suomi"),
    ROW("fr", "Français"),  ROW("ga", "Gaeilge"),    ROW("gl", "Galego"),    ROW("he", "עברית"),
    ROW("hi", "हिन्दी"),       ROW("hr", "Hrvatski"),   ROW("hu", "Magyar"),    ROW("id", "Bahasa Indonesia"),
    ROW("is", "Íslenska"),  ROW("it", "Italiano"),   ROW("ja", "日本語"),     ROW("ko", "한국어"),
    ROW("lt", "Lietuvių"),  ROW("lv", "Latviešu"),   ROW("nb", "Norsk"),     ROW("nl", "Nederlands"),
    ROW("oc", "Occitan"),   ROW("pl", "Polski"),     ROW("pt", "Português"), ROW("ro", "Română"),
    ROW("ru", "Русский"),   ROW("sk", "Slovenčina"), ROW("sl", "Slovenščina"), ROW("sr", "Српски"),
    ROW("sv", "Svenska"),   ROW("th", "ไทย"),        ROW("tr", "Türkçe"),    ROW("uk", "Українська"),
    ROW("vi", "Tiếng Việt"), ROW("zh", "中文"),
};
/* clang-format on */

const size_t web_language_count = ARRAY_COUNT(web_languages);
