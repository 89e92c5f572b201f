"""Fills the scratch base by the database itself, around the door: a million contacts in minutes, not in hours.

Rows look as the door leaves them (names for comparing, ways to reach, places of work, feed, search index). Indexes are
taken away and built again, which is several times faster than growing them row by row.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from artel.bench.statements import STATEMENTS
from artel.platform.definitions.current import current_snapshot
from artel.platform.search.indexing import CLOSING, index_statement
from artel.platform.users.models import Team, User

MANAGERS = 50
FREQUENT_WORD, RARE_WORD = "Кузнецов", "Бельведер"
STARTS = "Бел Кар Мир Дуб Зар Кол Лев Мор Ник Ост Пет Рог Сав Тар Ул Фед Хас Чер Шар Яр"
MIDDLES = "ан ар ат ев ик ил ол он ор уш ык яг"
ENDS = "ов ин ский енко цев ович яков кин"
LAST = [start + middle + end for start in STARTS.split() for middle in MIDDLES.split() for end in ENDS.split()]
"""1,920 surnames: a base where everybody is called alike would measure the search for namesakes and nothing else."""
FIRST = (
    "Ильдар Рустам Марат Айрат Тимур Сергей Андрей Дмитрий Алексей Булат Ринат Наиль Павел Николай Фарид Игорь Олег "
)
FIRST += (
    "Артур Максим Вячеслав Станислав Роман Егор Кирилл Глеб Антон Денис Виктор Юрий Борис Степан Захар Лев Иван Пётр "
)
FIRST += "Фёдор Семён Данил Руслан Азат Ильнур Ленар Рамиль Динар Камиль Эмиль Вадим Эдуард Тарас Остап Макар Прохор "
FIRST += "Савва Тихон Лука Мирон Платон Матвей Давид Арсений Ярослав Богдан Святослав Всеволод"
MIDDLE = "Фаритович Ильдарович Рашидович Сергеевич Андреевич Маратович Николаевич Наилевич Юрьевич Дамирович"
PLACES = "Долина Берег Бор Станция Паруса Усадьба Гавань Роща Горизонт Поляна Порт Весна Атмосфера Кварц Квартал Парк"
PLACES += " Меридиан Набережная Дворик Кольцо Родина Ворота Нагорный Небо Гранит Аллея Экспресс Панорама Край Мечта"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows the base has."""

    contacts: int = 1_000_000
    accounts: int = 200_000
    deals: int = 300_000
    feed: int = 3_000_000
    tasks: int = 100_000
    products: int = 100_000

    @classmethod
    def scaled(cls, scale: float) -> Sizes:
        """Return the sizes of a smaller or bigger base, a hundred of each at least."""
        full = cls()
        numbers = (full.contacts, full.accounts, full.deals, full.feed, full.tasks, full.products)
        return cls(*(max(int(number * scale), 100) for number in numbers))


def fill(sizes: Sizes, say: Callable[[str], None]) -> None:
    """Fill the empty scratch base."""
    owners = _people()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        # Foreign keys of rows that we count ourselves need no checking.
        cursor.execute("SET session_replication_role = replica")
    numbers = {key: getattr(sizes, key) for key in sizes.__slots__}
    words = {"last": LAST, "first": FIRST.split(), "middle": MIDDLE.split(), "places": PLACES.split()}
    for table, statements in STATEMENTS.items():
        begun = time.monotonic()
        with _without_indexes(table), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(
                    statement, {**numbers, **words, "owners": owners, "rare": RARE_WORD, "frequent": FREQUENT_WORD}
                )
        _move_sequence(table)
        say(f"{table}: {time.monotonic() - begun:.0f} s")
    begun = time.monotonic()
    with _without_indexes("search_entry"):
        _index_for_search()
    say(f"search_entry: {time.monotonic() - begun:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")


def settle() -> None:
    """Let the database learn what it holds, as autovacuum would in its time. Not inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _people() -> list[int]:
    teams = [Team.objects.create(name=f"Отдел {number}") for number in range(1, 6)]
    people = [
        User(
            username=f"manager{number}",
            name=f"{LAST[number * 37]} {FIRST.split()[number]}",
            email=f"manager{number}@example.com",
            team=teams[number % 5],
            roles=["manager"],
        )
        for number in range(MANAGERS)
    ]
    people.append(User(username="director", name="Директоров Дамир", email="director@example.com", roles=["director"]))
    for person in people:
        person.set_unusable_password()
    return [user.pk for user in User.objects.bulk_create(people)][:MANAGERS]


@contextmanager
def _without_indexes(table: str) -> Iterator[None]:
    """Take away the plain indexes of a table and build them again afterwards; those of constraints stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = "
            "%s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [table],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute(f"ANALYZE {table}")


def _move_sequence(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608


def _index_for_search() -> None:
    snapshot = current_snapshot()
    with connection.cursor() as cursor:
        for key in ("accounts", "contacts", "deals", "products"):
            cursor.execute(f"{index_statement(snapshot.section(key), snapshot)} WHERE t.trashed_at IS NULL{CLOSING}")
