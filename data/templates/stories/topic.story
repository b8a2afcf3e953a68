{% from "macros.story" import list_commits, tell_cycle, period with context %}
# {{ topic.title }}

{% set told = namespace(cycles=[]) %}
{% for part in topic.parts %}
## {{ part.title }}

{% for key in part.issues if known(key) %}
{% set all = commits(key, line="main", optional=True) %}
{% if all %}
{{ period(key) }}
{% set cycled = cycles(key, line="main", optional=True) %}
{% for cycle in cycled if cycle.name not in told.cycles %}
{% set told.cycles = told.cycles + [cycle.name] %}
What was tried:

{{ tell_cycle(cycle) }}
{% endfor %}
{% if not cycled %}
Its commits:

{{ list_commits(all) }}
{% endif %}
{% else %}
{{ issue(key) }} has no commit on main.

{% endif %}
{% endfor %}
{{ sources() }}

{% endfor %}
{% set drawn = topic.issues | select("known") | list %}
{% if drawn %}
## All of it

{{ timeline_picture(*drawn) }}

{% endif %}
