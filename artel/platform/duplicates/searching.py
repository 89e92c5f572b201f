"""The search of a whole section for pairs: batch by batch, each its own transaction, from where the last one ended.

Two steps of work, both resumable: marks of the records that were there before a rule (`mark_next`), and pairs among
the marks (`search_next`). Each call does one batch and says whether there is more; jobs call them in a loop.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Max

from artel.platform.access.policy import visible_to
from artel.platform.duplicates.conditions import records_meeting
from artel.platform.duplicates.finding import LOOKED_AT, likeness, matching, untold
from artel.platform.duplicates.groups import make_groups
from artel.platform.duplicates.marking import mark_records
from artel.platform.duplicates.models import Mark, Pair, RuleState, Search, SearchState, Unmarked
from artel.platform.duplicates.specs import DuplicateRule, rules_of, sections_with_rules
from artel.platform.kernel import clock
from artel.platform.kernel.actor import SYSTEM
from artel.platform.sections.comparing import bands_of
from artel.platform.sections.spec import Snapshot

MARKED_AT_ONCE = 2_000
COMPARED_AT_ONCE = 2_000
"""Records of a batch: a second or so, so that a job that must end soon can."""


def rules_to_mark(snapshot: Snapshot) -> list[DuplicateRule]:
    """Return the rules whose older records have no marks yet."""
    ready = set(RuleState.objects.filter(is_ready=True).values_list("rule", flat=True))
    every = [rule for section in sections_with_rules(snapshot) for rule in rules_of(section, snapshot)]
    return [rule for rule in every if rule.fingerprint not in ready]


def mark_next(snapshot: Snapshot) -> bool:
    """Mark one batch of records: of a large write first, then of a new rule; forget old rules at the end.

    Returns whether there is more to do.
    """
    with transaction.atomic():
        waiting = Unmarked.objects.select_for_update(skip_locked=True).order_by("id").first()
        if waiting is not None:
            if waiting.section in snapshot.sections:
                mark_records(waiting.section, waiting.ids, snapshot)
            waiting.delete()
            return True
        rules = rules_to_mark(snapshot)
        if not rules:
            _forget_old_rules(snapshot)
            return False
        _mark_of_rule(rules[0], snapshot)
    return True


def _mark_of_rule(rule: DuplicateRule, snapshot: Snapshot) -> None:
    state, _made = RuleState.objects.get_or_create(
        rule=rule.fingerprint, defaults={"section": rule.section, "name": rule.name}
    )
    records = visible_to(SYSTEM, rule.section).filter(id__gt=state.last_id).order_by("id")
    ids = list(records.values_list("id", flat=True)[:MARKED_AT_ONCE])
    mark_records(rule.section, ids, snapshot, [rule])
    state.last_id = ids[-1] if ids else state.last_id
    state.is_ready = len(ids) < MARKED_AT_ONCE
    state.save(update_fields=["last_id", "is_ready"])


def _forget_old_rules(snapshot: Snapshot) -> None:
    """Take away the marks of rules that have been changed or retired."""
    every = {r.fingerprint for section in sections_with_rules(snapshot) for r in rules_of(section, snapshot)}
    old = RuleState.objects.exclude(rule__in=every)
    for fingerprint in list(old.values_list("rule", flat=True)):
        Mark.objects.filter(rule=fingerprint).delete()
    old.delete()


def begin_search(section: str) -> bool:
    """Ask for a search of a section; False when one is under way already."""
    with transaction.atomic():
        search, _made = Search.objects.select_for_update().get_or_create(section=section)
        if search.state == SearchState.RUNNING:
            return False
        search.state, search.rule, search.last_id = SearchState.RUNNING, None, 0
        search.top_id = visible_to(SYSTEM, section).aggregate(top=Max("id"))["top"] or 0
        search.started_at, search.finished_at = clock.now(), None
        search.save()
        Pair.objects.filter(section=section).delete()
    return True


def search_next(section: str, snapshot: Snapshot) -> bool:
    """Compare one batch of a section's records under one rule; at the end make groups. Returns whether there is more.

    Does nothing for a section of which no search is under way.
    """
    with transaction.atomic():
        search = Search.objects.select_for_update().filter(section=section, state=SearchState.RUNNING).first()
        if search is None:
            return False
        rules = rules_of(section, snapshot, "search")
        rule = _next_rule(search, rules)
        if rule is None:
            search.groups = make_groups(section, snapshot)
            search.state, search.finished_at = SearchState.DONE, clock.now()
            search.save()
            return False
        if _is_sliced(rule):
            upto = search.last_id + 1
            _compare_slice(rule, search.last_id)
        else:
            upto = _end_of_batch(rule, search)
            _compare(rule, search.last_id, upto)
        search.rule, search.last_id = rule.fingerprint, upto
        search.save(update_fields=["rule", "last_id"])
    return True


def _next_rule(search: Search, rules: Sequence[DuplicateRule]) -> DuplicateRule | None:
    """Return the rule to go on with, the next one when the records of the present one are through."""
    present = next((n for n, r in enumerate(rules) if r.fingerprint == search.rule), None)
    if present is None:  # At the beginning, or the rule has been changed meanwhile: from the first one.
        search.last_id = 0
        return rules[0] if rules else None
    if search.last_id < (bands_of(rules[present].likeness) if _is_sliced(rules[present]) else search.top_id):
        return rules[present]
    search.last_id = 0
    return rules[present + 1] if present + 1 < len(rules) else None


def _end_of_batch(rule: DuplicateRule, search: Search) -> int:
    marks = Mark.objects.filter(rule=rule.fingerprint, record_id__gt=search.last_id).order_by("record_id")
    ends = marks.values_list("record_id", flat=True)[COMPARED_AT_ONCE - 1 : COMPARED_AT_ONCE]
    return min(next(iter(ends), search.top_id), search.top_id) or search.top_id


def _compare(rule: DuplicateRule, after: int, upto: int) -> None:
    """Keep the pairs of records in (after, upto] with those of greater ids. One statement."""
    where, given = matching(rule, "b", "a")
    one, of_one = records_meeting(rule, "a.record_id")
    other, of_other = records_meeting(rule, "b.record_id")
    statement = (
        "INSERT INTO duplicates_pair (section, low_id, high_id, rules) "
        "SELECT DISTINCT %s, a.record_id, c.record_id, ARRAY[%s]::varchar[] FROM duplicates_mark a "
        f"CROSS JOIN LATERAL (SELECT b.record_id FROM duplicates_mark b WHERE {where} "
        f"AND b.record_id > a.record_id{other} ORDER BY b.record_id + 0 LIMIT {LOOKED_AT}) AS c "
        f"WHERE a.rule = %s AND a.record_id > %s AND a.record_id <= %s{one} "
        "AND NOT EXISTS (SELECT FROM duplicates_verdict d WHERE d.section = %s AND d.low_id = a.record_id "
        "AND d.high_id = c.record_id) "
        "ON CONFLICT (section, low_id, high_id) DO UPDATE SET rules = duplicates_pair.rules || excluded.rules "
        "WHERE NOT duplicates_pair.rules @> excluded.rules"
    )
    parameters = [rule.section, rule.name, *given, *of_other, rule.fingerprint, after, upto, *of_one, rule.section]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _is_sliced(rule: DuplicateRule) -> bool:
    """Tell whether a rule has bands alone to join by: all its marks are then joined, by one band at a time."""
    return rule.similar is not None and not rule.has_key


def _compare_slice(rule: DuplicateRule, number: int) -> None:
    """Keep the pairs of all records that share their band of this number (from 0) and are alike. One statement.

    In a band that many share, each is compared with the next few by id: they stay one group through their neighbours.
    """
    one, of_one = records_meeting(rule, "m.record_id")
    statement = (
        "WITH near AS MATERIALIZED (SELECT record_id AS low_id, unnest(array_agg(record_id) OVER (PARTITION BY band "
        f"ORDER BY record_id ROWS BETWEEN 1 FOLLOWING AND {LOOKED_AT} FOLLOWING)) AS high_id "
        "FROM (SELECT m.record_id, m.bands[%s] AS band FROM duplicates_mark m "
        f"WHERE m.rule = %s AND m.record_id <= %s{one}) AS every WHERE band IS NOT NULL) "
        "INSERT INTO duplicates_pair (section, low_id, high_id, rules) "
        "SELECT DISTINCT %s, near.low_id, near.high_id, ARRAY[%s]::varchar[] FROM near "
        "JOIN duplicates_mark a ON a.rule = %s AND a.record_id = near.low_id "
        "JOIN duplicates_mark b ON b.rule = %s AND b.record_id = near.high_id "
        f"WHERE near.low_id < near.high_id AND {likeness(rule, 'b', 'a')}{untold(rule, 'b', 'a')} "
        "AND NOT EXISTS (SELECT FROM duplicates_verdict d WHERE d.section = %s AND d.low_id = near.low_id "
        "AND d.high_id = near.high_id) "
        "ON CONFLICT (section, low_id, high_id) DO UPDATE SET rules = duplicates_pair.rules || excluded.rules "
        "WHERE NOT duplicates_pair.rules @> excluded.rules"
    )
    top = Search.objects.values_list("top_id", flat=True).get(section=rule.section)
    mine = rule.fingerprint
    parameters = [number + 1, mine, top, *of_one, rule.section, rule.name, mine, mine, rule.section]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
