{# Every row's rep is in dim_reps, in the team that the row tells: otherwise teams would not add up to the company. #}
{% test known_reps(model) %}
select
    facts.rep_id,
    facts.team_id,
    count(*) as row_count
from {{ model }} as facts
left join {{ ref('dim_reps') }} as reps on facts.rep_id = reps.rep_id and facts.team_id = reps.team_id
where reps.rep_id is null
group by facts.rep_id, facts.team_id
{% endtest %}
