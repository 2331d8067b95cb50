"""Migrations, and the same store on a real PostgreSQL."""

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from coursekit.exchange.model.policy import Rules, stamp
from coursekit.exchange.server import records
from coursekit.exchange.server.store import Refused, Store


def old_database(engine):
    """Fill a database as the first version left it."""
    records.migrate(engine, "0001")
    rows = [
        {"id": f"2026-{n}", "assignment": lab, "trainee": name, "key": f"k{n}"}
        for n, (lab, name) in enumerate([("a", "x"), ("a", "y"), ("a", "x"), ("b", "x")])
    ]
    same = {"course": "c", "time": "t", "sha256": "0", "size": 1, "notebooks": "[]"}
    names = ", ".join([*same, *rows[0]])
    marks = ", ".join(f":{name}" for name in [*same, *rows[0]])
    with engine.begin() as db:
        db.execute(
            sa.text(f"INSERT INTO submission ({names}) VALUES ({marks})"),
            [same | row for row in rows],
        )


def check_upgrade(engine):
    old_database(engine)
    records.migrate(engine)
    records.migrate(engine)
    with engine.connect() as db:
        table = records.SUBMISSION
        query = sa.select(table.c.id, table.c.number, table.c.cohort).order_by(table.c.id)
        found = [tuple(row) for row in db.execute(query)]
    assert found == [("2026-0", 1, ""), ("2026-1", 1, ""), ("2026-2", 2, ""), ("2026-3", 1, "")]


def check_no_difference(engine):
    """The migrations lead to exactly the tables the code works with."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    records.migrate(engine)
    with engine.connect() as db:
        assert db.scalar(sa.text("SELECT version_num FROM exchange_version")) == records.HEAD
        context = MigrationContext.configure(db, opts={"version_table": "exchange_version"})
        assert compare_metadata(context, records.META) == []


def check_cycle(store, sent):
    store.release("c", "lab", sent(to=store))
    data = sent.new()
    first = store.submit("c", "lab", "sekda", sent(data, store), "k1", "satu")
    retry = sent(data, store)
    assert store.submit("c", "lab", "sekda", retry, "k1") == first
    retry.discard()
    store.give_feedback(first, sent(to=store), 3.5, 4)
    store.ledger.set_term("c", "lab", due=stamp(datetime(2020, 1, 1, tzinfo=UTC)))
    store.ledger.set_term("c", "lab", cohort="satu", due=stamp(datetime(2099, 1, 1, tzinfo=UTC)))
    (known,) = store.ledger.submissions("c", "sekda")
    assert known.points == 3.5 and not known.late and known.notebooks == ("lab",)
    assert store.submit("c", "lab", "bappeda", sent(to=store), "k1").late


def check_race(store, sent):
    results, gate = [], threading.Barrier(5)
    different = [sent.new() for _ in range(4)]
    uploads = [sent(data, store) for data in (*different, different[0])]

    def hand_in(number):
        upload = uploads[number]
        gate.wait()
        try:
            results.append(store.submit("c", "race", "sekda", upload, f"k{number % 4}").number)
        except Refused:
            upload.discard()
            results.append(0)
        upload.discard()

    threads = [threading.Thread(target=hand_in, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = store.ledger.submissions("c", "sekda", "race")
    assert sorted(one.number for one in kept) == [1, 2]
    assert set(results) <= {0, 1, 2} and len(results) == 5


@pytest.mark.parametrize("check", [check_upgrade, check_no_difference])
def test_migrations_on_sqlite(tmp_path, check):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    check(engine)
    engine.dispose()


@pytest.mark.e2e
@pytest.mark.parametrize("check", [check_upgrade, check_no_difference])
def test_migrations_on_postgresql(postgres, check):
    engine = sa.create_engine(postgres())
    check(engine)
    engine.dispose()


@pytest.mark.e2e
def test_the_store_on_postgresql(tmp_path, postgres, sent):
    store = Store(tmp_path / "s", postgres(), rules=Rules(attempts=2))
    check_cycle(store, sent)
    check_race(store, sent)
    store.close()


@pytest.mark.e2e
def test_programs_that_start_at_once_migrate_once(tmp_path, postgres):
    address = postgres()
    faults = []

    def start(number):  # as on several machines: no common lock file
        try:
            Store(tmp_path / f"machine{number}", address).close()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=start, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
