"""The statements that fill the scratch base, table by table in the order of filling.

`g` is the number of a row, `o` its owner, `made` and `moved` when it was entered and last touched: the younger the
record, the later, as in life. Parameters are the numbers of `Sizes`, lists of words and the ids of the owners.
"""

from __future__ import annotations

from collections.abc import Mapping

ACCOUNTS = """
INSERT INTO accounts (id, name, owner_id, created_by_id, updated_by_id, created_at, updated_at, version, kind, category,
    phone, email, inn, name_key)
SELECT g, 'ООО «' || named || '»', o, o, o, made, moved, 1, 'legal',
    (ARRAY['client', 'prospect', 'partner'])[1 + g %% 3], '+7901' || lpad(g::text, 7, '0'),
    'info' || g || '@example.com', lpad((g * 7)::text, 10, '1'), lower(translate(named, '-', ' '))
FROM (
    SELECT g, (%(owners)s::bigint[])[1 + g %% cardinality(%(owners)s::bigint[])] AS o,
        now() - (2000000 - g) * interval '3 minutes' AS made, now() - (2000000 - g) * interval '2 seconds' AS moved,
        CASE WHEN g = 77 THEN %(rare)s
        ELSE (%(places)s::text[])[1 + g %% cardinality(%(places)s::text[])] || ' '
            || (%(places)s::text[])[1 + g / 31 %% cardinality(%(places)s::text[])] || '-' || g END AS named
    FROM generate_series(1, %(accounts)s) AS g
) AS rows
"""

CONTACTS = """
INSERT INTO contacts (id, name, owner_id, created_by_id, updated_by_id, created_at, updated_at, version, last_name,
    first_name, middle_name, account_id, position, phone, email, name_key)
SELECT g, last || ' ' || first || ' ' || middle, o, o, o, made, moved, 1, last, first, middle, 1 + g %% %(accounts)s,
    (ARRAY['Директор', 'Главный инженер', 'Снабженец', 'Бухгалтер'])[1 + g %% 4], '+7900' || lpad(g::text, 7, '0'),
    'person' || g || '@example.org', replace(lower(last || ' ' || first), 'ё', 'е')
FROM (
    SELECT g, (%(owners)s::bigint[])[1 + g %% cardinality(%(owners)s::bigint[])] AS o,
        now() - (2000000 - g) * interval '3 minutes' AS made, now() - (2000000 - g) * interval '2 seconds' AS moved,
        CASE WHEN g %% 27 = 0 THEN %(frequent)s
        ELSE (%(last)s::text[])[1 + g * 7919 %% cardinality(%(last)s::text[])] END AS last,
        (%(first)s::text[])[1 + g / 13 %% cardinality(%(first)s::text[])] AS first,
        (%(middle)s::text[])[1 + g / 3 %% cardinality(%(middle)s::text[])] AS middle
    FROM generate_series(1::bigint, %(contacts)s) AS g
) AS rows
"""

IDENTITIES = """
INSERT INTO identities (name, kind, value, contact_id, is_main, is_shared, created_at, updated_at, version)
SELECT way.value, way.kind, way.value, id, true, false, created_at, updated_at, 1
FROM contacts, LATERAL (VALUES ('phone', phone), ('email', email)) AS way (kind, value)
"""

AFFILIATIONS = """
INSERT INTO affiliations (name, contact_id, account_id, position, is_main, created_at, updated_at, version)
SELECT '', id, account_id, position, true, created_at, updated_at, 1 FROM contacts
"""

DEALS = """
INSERT INTO deals (id, name, owner_id, created_by_id, updated_by_id, created_at, updated_at, version, pipeline, stage,
    stage_since, amount, currency, probability, expected_on, closed_at, account_id, contact_id, source,
    next_activity_at)
SELECT g, 'Лифты для ЖК «' || place || '», корпус ' || g %% 20, o, o, o, made, moved, 1, 'deals', stage,
    now() - g * interval '1 minute', (g %% 9000 + 100) * 12500, 'RUB', 30, current_date + (g %% 200 - 60),
    CASE WHEN is_closed THEN now() - g * interval '1 minute' END, 1 + g %% %(accounts)s, 1 + g %% %(contacts)s,
    (ARRAY['website', 'referral', 'tender'])[1 + g %% 3],
    CASE WHEN g %% 3 = 0 AND NOT is_closed THEN now() + (g %% 400 - 100) * interval '1 hour' END
FROM (
    SELECT g, (%(owners)s::bigint[])[1 + g %% cardinality(%(owners)s::bigint[])] AS o,
        now() - (2000000 - g) * interval '3 minutes' AS made, now() - (2000000 - g) * interval '2 seconds' AS moved,
        (%(places)s::text[])[1 + g %% cardinality(%(places)s::text[])] AS place,
        (ARRAY['interest', 'offer', 'negotiation', 'contract', 'payment', 'won', 'won', 'lost'])[1 + g / 50 %% 8]
            AS stage,
        g / 50 %% 8 > 4 AS is_closed
    FROM generate_series(1, %(deals)s) AS g
) AS rows
"""

TASKS = """
INSERT INTO tasks (id, name, owner_id, created_by_id, updated_by_id, created_at, updated_at, version, about_section,
    about_id, due_at, done_at, priority)
SELECT g, 'Отправить КП', o, o, o, made, made, 1, 'deals', 1 + g * 3 %% %(deals)s,
    now() + (g %% 400 - 100) * interval '1 hour', CASE WHEN g %% 2 = 0 THEN now() - g * interval '1 minute' END,
    'normal'
FROM (
    SELECT g, (%(owners)s::bigint[])[1 + g %% cardinality(%(owners)s::bigint[])] AS o,
        now() - (2000000 - g) * interval '3 minutes' AS made
    FROM generate_series(1, %(tasks)s) AS g
) AS rows
"""

FEED_OF_CREATION = """
INSERT INTO records_feedentry (section, record_id, kind, at, author_id, actor_name, body, cause)
SELECT 'accounts', id, 'created', created_at, owner_id, 'Менеджер', '{}'::jsonb, '' FROM accounts
UNION ALL SELECT 'contacts', id, 'created', created_at, owner_id, 'Менеджер', '{}'::jsonb, '' FROM contacts
UNION ALL SELECT 'deals', id, 'created', created_at, owner_id, 'Менеджер', '{}'::jsonb, '' FROM deals
"""

FEED_OF_DEALS = """
INSERT INTO records_feedentry (section, record_id, kind, at, author_id, actor_name, body, cause)
SELECT 'deals', 1 + g %% %(deals)s, CASE WHEN g %% 4 = 0 THEN 'comment' ELSE 'changed' END,
    now() - (4000000 - g) * interval '1 second', NULL, 'Менеджер',
    CASE WHEN g %% 4 = 0 THEN '{"text": "Отправили КП, ждут решения комитета."}'::jsonb
    ELSE '{"fields": {"amount": ["1000000.00", "1250000.00"]}}'::jsonb END, ''
FROM generate_series(1, greatest(%(feed)s - %(accounts)s - %(contacts)s - %(deals)s, 0)) AS g
"""

CATEGORIES = """
INSERT INTO product_categories (id, name, parent_id, position, created_at, updated_at, version)
SELECT g, 'Категория ' || g, CASE WHEN g > 10 THEN 1 + g %% 10 END, g, now(), now(), 1 FROM generate_series(1, 200) AS g
"""

PRODUCTS = """
INSERT INTO products (id, name, article, category_id, modification, color, length, width, height, price, currency, unit,
    in_stock, created_at, updated_at, version)
SELECT g, (ARRAY['Бак', 'Бочка', 'Канистра', 'Поддон', 'Ящик', 'Контейнер', 'Кран', 'Крышка'])[1 + g %% 8] || ' '
        || (%(places)s::text[])[1 + g / 8 %% cardinality(%(places)s::text[])] || ' ' || g,
    'АРТ-' || lpad(g::text, 7, '0'), 11 + g * 7 %% 190, 'М-' || g %% 40,
    (ARRAY['white', 'black', 'grey', 'natural', 'blue', 'green', 'yellow', 'red'])[1 + g / 5 %% 8],
    100 + g * 31 %% 2900, 100 + g * 37 %% 2900, 100 + g * 41 %% 2900, 100 + g * 13 %% 49000, 'RUB', 'piece',
    greatest(g %% 9 - 4, 0), now(), now() - g * interval '1 minute', 1
FROM generate_series(1, %(products)s) AS g
"""

STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "accounts": (ACCOUNTS,),
    "contacts": (CONTACTS,),
    "identities": (IDENTITIES,),
    "affiliations": (AFFILIATIONS,),
    "deals": (DEALS,),
    "tasks": (TASKS,),
    "product_categories": (CATEGORIES,),
    "products": (PRODUCTS,),
    "records_feedentry": (FEED_OF_CREATION, FEED_OF_DEALS),
}
