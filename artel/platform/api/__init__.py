"""The public record API: OData 4.0 at `/odata/`, for every section by its key.

`views.answer` takes a request: `authentication` makes the actor of its token, `addressing` finds what the path means,
`options` reads the query options, `reading` and `writing` do the work under the actor's policies, `answers` gives it
the OData form. What an actor's world looks like is said once, in `entities`. Promises: docs/api.md.
"""
