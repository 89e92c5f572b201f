"""Languages and time: Russian first, English equally; times are aware and kept in UTC."""

from artel.installation import environment
from artel.settings.files import PACKAGE

LANGUAGE_CODE = environment.LANGUAGE.read()
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.TIME_ZONE.read()
FIRST_DAY_OF_WEEK = 1

__all__ = ["FIRST_DAY_OF_WEEK", "LANGUAGES", "LANGUAGE_CODE", "LOCALE_PATHS", "TIME_ZONE", "USE_I18N", "USE_TZ"]
