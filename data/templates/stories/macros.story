{% macro list_commits(rows) %}
{% for row in rows %}
- {{ row.authored_at | day }}, {{ commit(row) }}: {{ row.subject }}{% if row.standing == "undone" %} (undone later){% elif row.standing == "relanded" %} (undone and landed again){% endif %}

{% endfor %}
{% endmacro %}
{% macro tell_cycle(cycle) %}
{% for step in cycle.steps %}
- {{ step.authored_at | moment }}, {{ commit(step) }}: {% if step.role == "revert" %}taken back{% if step.delay_seconds is not none %} after {{ step.delay_seconds | delay }}{% endif %}{% elif loop.first %}first attempt{% elif step.number == 1 %}tried with it{% elif step.kind == "next-attempt" %}another attempt{% elif step.kind == "reland" %}landed again{% else %}attempt{% endif %}, {{ step.subject }}

{% endfor %}
{% endmacro %}
{% macro days(first, last) %}
{% if first | day == last | day %}on {{ first | day }}{% else %}from {{ first | day }} to {{ last | day }}{% endif %}
{% endmacro %}
{% macro period(key) %}
{% set all = commits(key, line="main") %}
{% set about = issue_facts(key) %}
{{ issue(key) }}{% if about.title %} ({{ about.title }}){% endif %}{% if about.opened_at %} was opened on {{ about.opened_at | day }} and{% endif %} has {{ all | count("commit") }} on main, {{ days(all[0].authored_at, all[-1].authored_at) }}{% if about.closed_at %}; it was closed on {{ about.closed_at | day }}{% endif %}.

{% set runs = bursts(key, gap=30, line="main") %}
{% if runs | length > 1 %}
They came in {{ runs | count("run") }} without a pause of more than thirty days:

{% for run in runs %}
- {{ days(run.first_at, run.last_at) }}: {{ run.commits | count("commit") }}

{% endfor %}
{% endif %}
{% endmacro %}
