"""OData $filter text to a Django Q, and the filter builder's model of the same text."""
