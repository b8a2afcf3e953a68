"""Plans: what is mined, in which order, and what is not."""

from miner.fleet import manifest
from miner.fleet.listing import Entry
from miner.fleet.looking import Look
from miner.fleet.plan import make_plan as plan_run

LIMIT = 1 << 30


def make_plan(*asked, limit=LIMIT, **more):
    return plan_run(*asked, limit=limit, **more)


def entries(*names, network=None):
    return [Entry(name, f"/srv/{name}", network or name) for name in names]


def looks(**objects):
    return {name: Look(name, f"tip-{name}", 1, count, None) for name, count in objects.items()}


def row(name, tip, status=manifest.MINED, error="it is not a repository."):
    return manifest.row(name=name, tip=tip, status=status, error=error)


def names(plan):
    return [[[member.name for member in network] for network in task.networks] for task in plan.tasks]


def test_the_longest_comes_first_and_small_ones_share_a_process():
    plan = make_plan(
        entries("small", "large", "tiny", "middle"), looks(small=900, large=900_000, tiny=20, middle=5_000), []
    )
    assert names(plan) == [[["large"]], [["middle"], ["small"], ["tiny"]]]
    assert plan.tasks[0].cost > plan.tasks[1].cost
    assert plan.processor == sum(task.cost for task in plan.tasks)
    assert (plan.repositories, plan.unknown) == (4, 0)
    assert plan.temporary > plan.kept > 0


def test_many_small_ones_are_not_one_task():
    many = [f"r{number}" for number in range(450)]
    plan = make_plan(entries(*many), looks(**dict.fromkeys(many, 50)), [])
    assert len(plan.tasks) > 3
    assert sum(len(task.networks) for task in plan.tasks) == 450


def test_the_forks_of_a_large_network_are_shared_among_tasks_that_follow_the_first():
    forks = [f"f{number}" for number in range(5_000)]
    listed = [*entries("root"), *entries(*forks, network="root")]
    plan = make_plan(listed, looks(root=1_200_000, **dict.fromkeys(forks, 1_200_100)), [])
    assert plan.repositories == 5_001
    assert sorted(member.name for task in plan.tasks for member in task.wanted) == sorted(["root", *forks])
    assert {len(task.networks) for task in plan.tasks} == {1}
    assert all(task.networks[0][0].name == "root" for task in plan.tasks)
    first, *others = sorted(plan.tasks, key=lambda task: task.after is not None)
    assert first.after is None
    assert len(others) > 1
    assert {task.after for task in others} == {"root"}
    assert max(task.cost for task in plan.tasks) < 700
    known = make_plan(listed[:3], looks(root=1_200_000, f0=1_200_100, f1=1_200_100), [row("root", "tip-root")])
    assert [(task.after, [member.name for member in task.wanted]) for task in known.tasks] == [(None, ["f0", "f1"])]


def test_what_is_published_is_left_out():
    listed, seen = entries("same", "new", "back"), looks(same=1, new=1, back=1)
    before = [row("same", "tip-same"), row("new", "older"), row("back", "tip-back"), row("back", "later")]
    plan = make_plan(listed, seen, before)
    assert names(plan) == [[["new"]]]
    assert plan.published == 2
    assert [(each["name"], each["tip"]) for each in plan.rows] == [("back", "tip-back")]
    assert manifest.newest([*before, *plan.rows])["back"]["tip"] == "tip-back"


def test_what_cannot_succeed_is_not_tried_again_unless_it_is_asked_for():
    before = [row("bad", "tip-bad", manifest.FAILED), row("big", "tip-big", manifest.MEMORY) | {"memory": LIMIT + 1}]
    before += [row("dead", "tip-dead", manifest.DIED), row("mended", "older", manifest.FAILED)]
    listed, seen = entries("bad", "big", "dead", "mended"), looks(bad=1, big=1, dead=1, mended=1)
    assert names(make_plan(listed, seen, before)) == [[["dead"], ["mended"]]]
    passing = row("bad", "tip-bad", manifest.FAILED, "Could not resolve host: example.org")
    assert names(make_plan(entries("bad"), looks(bad=1), [passing])) == [[["bad"]]]
    assert make_plan(listed, seen, before).failed == 2
    assert make_plan(listed, seen, before, again=True).repositories == 4
    assert names(make_plan(entries("big"), looks(big=1), before, limit=LIMIT + 1)) == []
    assert names(make_plan(entries("big"), looks(big=1), before, limit=LIMIT + 2)) == [[["big"]]]
    assert names(make_plan(entries("bad"), looks(bad=1), [row("bad", "tip-bad", manifest.INCOMPLETE)])) == [[["bad"]]]


def test_a_repository_that_is_not_there_has_a_row():
    plan = make_plan(entries("gone"), {"gone": Look("gone", None, None, None, "There is no /srv/gone.")}, [])
    assert plan.tasks == []
    assert [(each["status"], each["error"]) for each in plan.rows] == [("failed", "There is no /srv/gone.")]


def test_the_root_of_a_network_comes_first_and_is_mined_if_a_fork_needs_it():
    listed = [*entries("one", "two", network="root"), *entries("root")]
    seen = looks(one=100, two=100, root=100)
    assert names(make_plan(listed, seen, [])) == [[["root", "one", "two"]]]
    plan = make_plan(listed, seen, [row("root", "tip-root"), row("one", "tip-one")])
    assert names(plan) == [[["root", "two"]]]
    assert [member.name for member in plan.tasks[0].wanted] == ["two"]
    assert make_plan(listed, seen, [row(name, f"tip-{name}") for name in seen]).tasks == []


def test_a_fork_stands_in_for_a_root_that_is_not_on_the_list():
    listed, seen = entries("one", "two", network="root"), looks(one=100, two=100)
    assert names(make_plan(listed, seen, [])) == [[["one", "two"]]]


def test_forks_cost_what_they_have_more():
    listed, seen = [*entries("root"), *entries("fork", network="root")], looks(root=60_000, fork=60_100)
    alone = make_plan(entries("root"), seen, [])
    assert alone.processor < make_plan(listed, seen, []).processor < 1.2 * alone.processor


def test_the_size_of_addresses_is_that_of_the_others():
    seen = looks(known=60_000) | {"far": Look("far", "tip", None, None, None)}
    plan = make_plan(entries("known", "far"), seen, [])
    assert plan.unknown == 1
    assert plan.processor > 1.5 * make_plan(entries("known"), seen, []).processor
    assert make_plan(entries("far"), {"far": seen["far"]}, []).processor > 0
