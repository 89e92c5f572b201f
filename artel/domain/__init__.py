"""Words of every trade; each folder is a feature and a Django app. Never imported by the platform."""
