"""Django's settings, composed of one module per topic. What an installation may set: `installation.environment`.

Nothing else reads the environment. What an administrator changes while the product runs is
not here: such parameters are declared beside their feature and kept in the database.
"""

from artel.settings.applications import *
from artel.settings.database import *
from artel.settings.files import *
from artel.settings.language import *
from artel.settings.logs import *
from artel.settings.mail import *
from artel.settings.security import *
from artel.settings.sign_in import *
from artel.settings.web import *
