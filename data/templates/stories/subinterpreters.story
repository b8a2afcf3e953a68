{% from "macros.story" import list_commits, tell_cycle, period with context %}
# How subinterpreters became isolated

Each interpreter of a process should have a state of its own. For many years much of that state was one for the whole
process. This is what the history of CPython says about the way from one to the other: what landed, what was taken back,
and what came of it.

## Threads that outlive Python

{% set first = commits("bpo-1856")[0] %}
A daemon thread may still run while Python exits. The first answer is of {{ first.authored_at | day }}:
{{ commit(first) }} of {{ issue("bpo-1856") }}, made for {{ first.line }}, ends such a thread when it asks for the GIL.
{% set there = standing(first.sha, line="main")[0] %}
On main it {{ there.standing }}{% if there.release %}; the first release with it was {{ there.release }}{% endif %}.

{% set old = cycles("bpo-1856", line="2.7", optional=True) %}
{% if old %}
The same on 2.7 did not last:

{{ tell_cycle(old[0]) }}
{% endif %}
{% set acquiring = commits("bpo-36475", line="main") %}
Years later {{ issue("bpo-36475") }} brought two more functions in line:

{{ list_commits(acquiring) }}
{{ sources() }}

## Deleting the states of threads

{% set deleting = cycles("bpo-19466", line="main")[0] %}
{{ issue("bpo-19466") }} clears the frames of daemon threads earlier. It was tried {{ deleting.attempts | count("time") }}.

{{ tell_cycle(deleting) }}
{% set twins = cycles("bpo-19466", line="3.4", optional=True) %}
{% if twins %}
The release branch had the revert, too, as a commit of its own: {{ commit(twins[0].reverts[0]) }}. There the change did not
come back.

{% endif %}
{{ cycles_picture("Clearing the states of daemon threads", "bpo-19466") }}

{{ sources() }}

## Daemon threads and take_gil()

{{ period("bpo-39877") }}
{% set taking = commits("bpo-39877", line="main") %}
Not all of them are fixes. Those that say so:

{% for row in taking if "fix" in row.subject | lower or "twice" in row.subject | lower %}
- {{ row.authored_at | day }}, {{ commit(row) }}: {{ row.subject }}

{% endfor %}
{{ sources() }}

## Three attempts at pending calls

{% set pending = cycles("bpo-33608", line="main")[0] %}
{{ issue("bpo-33608") }} wanted pending calls for each interpreter. The change landed
{{ pending.steps | selectattr("role", "equalto", "attempt") | rejectattr("became", "equalto", "stands") | map(attribute="number") | unique | list | count("time") }}
and was taken back {{ pending.reverts | count("time") }}.

{{ tell_cycle(pending) }}
{{ cycles_picture("Pending calls for each interpreter", "bpo-33608") }}

{% set ceval = commits("bpo-39984", line="main") %}
{% set landed = facts("50e6e99178") %}
In the end pending calls moved with another issue, {{ issue("bpo-39984") }}: {{ commit(landed) }} of
{{ landed.authored_at | day }}, {{ pending.reverts[-1].authored_at | between(landed.authored_at) }} after the last revert.

{{ sources() }}

## Passing the runtime, then the thread state

{{ period("bpo-36710") }}
{{ period("bpo-38644") }}
{{ timeline_picture("bpo-36710", "bpo-38644") }}

{% set field = cycles("bpo-36818", line="main", optional=True) %}
{% if field %}
The field that leads from an interpreter to its runtime has a cycle of its own:

{{ tell_cycle(field[0]) }}
{% endif %}
{{ sources() }}

## The garbage collector

{{ period("bpo-36854") }}
Its commits:

{{ list_commits(commits("bpo-36854", line="main")) }}
{{ sources() }}

## The C API

{{ period("bpo-39947") }}
Its commits:

{{ list_commits(commits("bpo-39947", line="main")) }}
{{ sources() }}

## Fields that moved

{% if has("structs") %}
{% set moved = moves("_PyRuntimeState", "PyInterpreterState", since="2019-01-01", until="2021-10-06", line="main") %}
Between 2019 and the autumn of 2021 these fields left the state of the runtime for that of an interpreter:

{{ table(moved, "field", "sha", "authored_at", "how", "standing", "issues", "first_release") }}

{{ moves_picture("_PyRuntimeState", "PyInterpreterState", since="2019-01-01", until="2021-10-06", line="main") }}

{% else %}
Which fields moved is not known here: the headers were not read.

{% endif %}
{{ sources() }}

## Warnings

{{ period("bpo-36737") }}
Its commits:

{{ list_commits(commits("bpo-36737", line="main")) }}
{{ sources() }}

## Sharing the initialisation

{{ period("bpo-38858") }}
Its commits:

{{ list_commits(commits("bpo-38858", line="main")) }}
{{ sources() }}

## Small integers

{% set small = facts("630c8df5cf") %}
{{ commit(small) }} of {{ small.authored_at | day }} gives each interpreter its own small integers.
{% set heap = facts("5dcc06f6e0") %}
Before, {{ commit(heap) }} of {{ heap.authored_at | day }} had put them on the heap.
{% set where = standing("630c8df5cf", line="main") %}
On main the change {{ where[0].standing }}{% if where[0].release %}, first in {{ where[0].release }}{% endif %}.

{{ sources() }}

## Reference leaks

What each of these changes leaked was mended soon:

{% for row in commits("bpo-38858", line="main") + commits("bpo-36854", line="main") if "leak" in row.subject | lower %}
- {{ row.authored_at | day }}, {{ commit(row) }}: {{ row.subject }}

{% endfor %}
{{ sources() }}

## The evaluation loop

{{ period("bpo-39984") }}
Its commits:

{{ list_commits(ceval) }}
{{ sources() }}

## What has moved since

{% if has("structs") %}
{% set later = moves("_PyRuntimeState", "PyInterpreterState", since="2020-03-20", line="main") %}
{{ table(later, "field", "sha", "authored_at", "how", "standing", "first_release") }}

{% else %}
This is not known here: the headers were not read.

{% endif %}
{{ sources() }}

## Passing the thread state, to the end

{{ list_commits(commits("bpo-38644", line="main")) }}
{{ sources() }}
