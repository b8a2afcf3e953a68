{% from "macros.story" import list_commits, tell_cycle, period with context %}
# Pending calls, and the garbage collector

{% set pending = cycles("bpo-33608", line="main")[0] %}
{{ issue("bpo-33608") }} has {{ pending.attempts | count("attempt") }} and {{ pending.reverts | count("revert") }}, which came
{{ pending.reverts | map(attribute="delay_seconds") | map("delay") | list | listed }} after what they took back.

{{ cycles_picture("Pending calls for each interpreter", "bpo-33608") }}

{{ sources() }}

## The garbage collector

{{ period("bpo-36854") }}
Its commits:

{{ list_commits(commits("bpo-36854", line="main")) }}
{{ timeline_picture("bpo-36854") }}

{{ sources() }}
