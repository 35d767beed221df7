"""Reviews to Anki and from it, with the real Anki as the judge of what it makes of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fsrs_rs_python import DEFAULT_PARAMETERS

from quizapp.config import Config
from quizapp.deck.load import load_deck
from quizapp.deck.model import CardKey, Deck
from quizapp.exchange.apkg.history import history
from quizapp.exchange.apkg.inward import read
from quizapp.exchange.apkg.outward import Outward, package
from quizapp.exchange.apkg.rounding import rounded
from quizapp.review.days import day_begins, now, study_day
from quizapp.review.model import CardState, Event, Millis, Moment, Phase, Rating
from quizapp.review.schedule import Scheduler
from tests import anki

DAY = 86_400_000
CARDS = 60
OTHERS = Config(
    fuzz=False,
    retention=0.85,
    learning_steps=(30, 600, 7200),
    relearning_steps=(300, 900),
    maximum_interval=200,
    parameters=tuple(1.05 * weight for weight in DEFAULT_PARAMETERS[:19])
    + tuple(DEFAULT_PARAMETERS[19:]),
)


@pytest.fixture(autouse=True, scope="module")
def at_noon() -> Iterator[None]:
    with anki.noon():
        yield


@dataclass
class Learner:
    """A deck, and what someone did with it until now."""

    deck: Deck
    config: Config
    moment: Moment
    reviews: Mapping[CardKey, Sequence[Event]]
    states: Mapping[CardKey, CardState]

    def state(self, card: CardKey) -> CardState:
        return self.states.get(card, CardState(card))

    def write(self, path: Path) -> Path:
        outward = Outward(self.config, self.moment, "en", lambda _: None, self.reviews)
        made = package([self.deck], outward)
        assert made[1:] == (CARDS, sum(map(len, self.reviews.values())), [])
        path.write_bytes(made.data)
        return path


def learner(folder: Path, config: Config, seed: int) -> Learner:
    """Histories of every kind: unseen, in steps, on time, late, forgotten, forgotten often."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "deck.yaml"
    cards = "".join(
        f"  - {{id: c{n}, type: qa, q: Question {n}, answer: A, unproven: made up}}\n"
        for n in range(CARDS)
    )
    file.write_text(f"quizapp: 1\ndeck: made.up\ntitle: Made up\ncards:\n{cards}")
    deck = load_deck(file)
    chance = random.Random(seed)
    rules, moment = Scheduler.of(config), now()
    reviews, states = {}, {}
    for card in deck.cards:
        made = _reviews(card.key, rules, moment, chance)
        if made:
            reviews[card.key] = made
            states[card.key] = rules.replay(card.key, made)
    return Learner(deck, config, moment, reviews, states)


def _reviews(card: CardKey, rules: Scheduler, moment: Moment, chance: random.Random) -> list[Event]:
    made: list[Event] = []
    state = CardState(card)
    at = moment.at - round(chance.uniform(0, 700) * DAY)
    for seq in range(1, chance.randrange(0, 15)):
        rating = Rating(chance.choices([1, 2, 3, 4], [3, 1, 6, 1])[0])
        event = Event(
            "here", seq, "review", Millis(at), study_day(Millis(at)), card, rating,
            took_ms=chance.randrange(60_000), tick=Millis(at),
        )  # fmt: skip
        state = rules.replay_on(state, event)
        made.append(event)
        wait = state.due_at
        if state.phase is Phase.REVIEW:
            late = chance.choice([0, 0, state.interval])
            wait = Millis(day_begins(state.due_day) + chance.randrange(20 * 3_600_000) + late * DAY)
        at = max(at + 1000, wait + chance.randrange(300_000))
        if at >= moment.at:
            break
    return made


@pytest.fixture(scope="module", params=[Config(fuzz=False), OTHERS], ids=["defaults", "others"])
def pupil(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Learner:
    return learner(tmp_path_factory.mktemp("learner"), request.param, seed=5)


@pytest.fixture(scope="module")
def imported(pupil: Learner, tmp_path_factory: pytest.TempPathFactory) -> anki.Collection:
    folder = tmp_path_factory.mktemp("anki")
    collection = anki.collection(folder)
    log = anki.take_in(collection, pupil.write(folder / "ours.apkg")).log
    assert len(log.new) == CARDS
    return collection


def ids(collection: anki.Collection) -> dict[CardKey, int]:
    """Anki's card of each of ours, by the key in its note's last field."""
    rows = collection.db.all("SELECT c.id, n.flds FROM cards c JOIN notes n ON c.nid = n.id")
    return {CardKey(fields.split("\x1f")[-1]): card for card, fields in rows}


def test_the_histories_are_of_every_kind(pupil: Learner) -> None:
    phases = {pupil.state(card.key).phase for card in pupil.deck.cards}
    assert phases == set(Phase)
    assert any(state.lapses > 1 for state in pupil.states.values())


def test_every_note_card_and_review_arrives(pupil: Learner, imported: anki.Collection) -> None:
    reviews = sum(map(len, pupil.reviews.values()))
    for table, count in (("notes", CARDS), ("cards", CARDS), ("revlog", reviews)):
        assert imported.db.scalar(f"SELECT count(*) FROM {table}") == count


def test_anki_offers_the_intervals_that_we_offer(pupil: Learner, imported: anki.Collection) -> None:
    rules, moment = Scheduler.of(pupil.config), now()
    moved = 0
    for key, card in ids(imported).items():
        state = pupil.state(key)
        found = anki.offered(imported, card)
        if found != ours(rules, state, moment):
            # For a memory in some thousands, no numbers of Anki's few digits lead to the same days.
            kept = replace(state, memory=rounded(state, rules, moment.day))
            assert found == ours(rules, kept, moment), state
            moved += 1
    assert moved <= 1


def ours(rules: Scheduler, state: CardState, moment: Moment) -> list[tuple[str, int]]:
    """What our four buttons would do to a card now, as ``anki.offered`` says it."""
    return [
        ("days", after.interval)
        if after.phase is Phase.REVIEW
        else ("seconds", round((after.due_at - moment.at) / 1000))
        for after in rules.preview(state, moment).values()
    ]


def test_cards_are_due_when_they_are_due_here(pupil: Learner, imported: anki.Collection) -> None:
    today = now().day
    for key, card in ids(imported).items():
        state = pupil.state(key)
        due, queue, reps, lapses = imported.db.first(
            "SELECT due, queue, reps, lapses FROM cards WHERE id = ?", card
        )
        assert (reps, lapses) == (state.reps, state.lapses)
        if state.phase is Phase.REVIEW:
            assert (queue, due - imported.sched.today) == (2, state.due_day - today)
        elif queue == 1:
            assert due == state.due_at // 1000


def test_the_log_says_when_how_and_for_how_long(pupil: Learner, imported: anki.Collection) -> None:
    cards = ids(imported)
    rules = Scheduler.of(pupil.config)
    for key, reviews in pupil.reviews.items():
        rows = imported.db.all(
            "SELECT id, ease, time, ivl, type FROM revlog WHERE cid = ? ORDER BY id", cards[key]
        )
        assert [row[:3] for row in rows] == [
            [review.at, review.rating, review.took_ms] for review in reviews
        ]
        state = CardState(key)
        for (*_, interval, kind), review in zip(rows, reviews, strict=True):
            before, state = state, rules.replay_on(state, review)
            assert kind == {"new": 0, "learning": 0, "review": 1, "relearning": 2}[before.phase]
            if state.phase is Phase.REVIEW:
                assert interval == state.interval
            else:
                assert interval == -(state.due_at - review.at) // 1000


def test_a_second_import_adds_nothing(pupil: Learner, imported: anki.Collection) -> None:
    before = [imported.db.all(f"SELECT * FROM {one}") for one in ("cards", "revlog")]
    log = anki.take_in(imported, pupil.write(Path(imported.path).with_name("again.apkg"))).log
    assert (len(log.new), len(log.updated)) == (0, 0)
    assert [imported.db.all(f"SELECT * FROM {one}") for one in ("cards", "revlog")] == before


# From Anki.


@pytest.mark.parametrize("legacy", [True, False], ids=["old form", "new form"])
def test_what_was_learned_in_anki_is_known_here(tmp_path: Path, legacy: bool) -> None:
    """Replayed by our rules, Anki's reviews lead to the memory that Anki has of each card."""
    collection = anki.collection(tmp_path)
    for number in range(12):
        anki.add(collection, "Basic", f"q{number}", "a")
    chance = random.Random(3)
    answers = 0
    for _ in range(8):
        while (card := collection.sched.getCard()) is not None and chance.random() < 0.95:
            card.start_timer()
            collection.sched.answerCard(card, chance.choice([1, 2, 3, 3, 4]))
            answers += 1
        collection = anki.sleep(collection, chance.randrange(1, 20))
    assert answers > 50
    inward = read(anki.put_out(collection, tmp_path / "out.apkg", legacy=legacy))
    keys = {card.place: CardKey(f"d/{card.data['q']}") for card in inward.transit.cards}
    found = history(inward, keys, (), now(), 4)
    assert (len(found.events), *found[1:]) == (answers, 0, 0, 0)
    states = Scheduler().replay_all(found.events)
    for question, data in collection.db.all(
        "SELECT n.sfld, c.data FROM cards c JOIN notes n ON c.nid = n.id"
    ):
        said = json.loads(data)
        state = states.get(CardKey(f"d/{question}"))
        if state is None or state.memory is None:
            assert "s" not in said
            continue
        # Anki rounds after every answer, which adds up; a day more or less would be far more.
        assert state.memory.stability == pytest.approx(said["s"], rel=1e-2)
        assert state.memory.difficulty == pytest.approx(said["d"], abs=1e-2)


def test_only_graded_answers_count(tmp_path: Path) -> None:
    """Not a due date that was set, not what came before a card was made new, not cramming."""
    collection = anki.collection(tmp_path)
    notes = [anki.add(collection, "Basic", f"q{number}", "a") for number in range(4)]
    cards = [collection.card_ids_of_note(note.id)[0] for note in notes]
    for card in cards:
        one = collection.get_card(card)
        one.start_timer()
        collection.sched.answerCard(one, 4)
    collection.sched.set_due_date([cards[0]], "3")
    collection.sched.schedule_cards_as_new([cards[1]])
    for card, reschedule in ((cards[2], True), (cards[3], False)):
        deck = collection.sched.get_or_create_filtered_deck(0)
        deck.config.reschedule = reschedule
        del deck.config.search_terms[:]
        deck.config.search_terms.add(search=f"cid:{card}", limit=9)
        collection.decks.select(collection.sched.add_or_update_filtered_deck(deck).id)
        one = collection.sched.getCard()
        collection.sched.answerCard(one, 3)
    inward = read(anki.put_out(collection, tmp_path / "out.apkg", legacy=False))
    keys = {card.place: CardKey(f"d/{card.data['q']}") for card in inward.transit.cards}
    found = history(inward, keys, (), Moment(Millis(now().at + DAY), now().day), 4)
    ratings = [(event.card, event.rating) for event in found.events]
    assert sorted(ratings) == [
        ("d/q0", Rating.EASY),
        ("d/q2", Rating.GOOD),
        ("d/q2", Rating.EASY),
        ("d/q3", Rating.EASY),
    ]
    assert found.ungraded == 4


def test_what_went_out_from_here_does_not_come_back(tmp_path: Path) -> None:
    pupil = learner(tmp_path, Config(), seed=1)
    inward = read(pupil.write(tmp_path / "ours.apkg"))
    keys = {card.place: CardKey(f"made.up/{card.data['id']}") for card in inward.transit.cards}
    assert len(keys) == CARDS
    logged = [event for own in pupil.reviews.values() for event in own]
    found = history(inward, keys, logged, now(), 4)
    assert (len(found.events), *found[1:]) == (0, 0, len(logged), 0)
    elsewhere = history(inward, keys, (), now(), 4).events
    assert Scheduler().replay_all(elsewhere) == pupil.states
