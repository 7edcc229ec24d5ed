{#
    CTEs that follow pointers from record to record, given a CTE `pointers` (record_type, record_id, next_id: none null).
    They end in `ends`: one row per record that has a pointer, with `end_id`, the record at the end of its chain; in a
    cycle, and on a branch that leads into one, the cycle's smallest id. Chains are followed for 200 steps.
    Both CTEs may be called otherwise, for a query that follows pointers twice.
#}
{% macro follow_pointers(pointers='pointers', ends='ends') %}
{%- set steps = 200 %}
{{ ends }}_walks as (
    select record_type, record_id, next_id as current_id, 1 as step
    from {{ pointers }}

    union all

    select walks.record_type, walks.record_id, pointers.next_id as current_id, walks.step + 1 as step
    from {{ ends }}_walks as walks
    inner join {{ pointers }} as pointers
        on walks.record_type = pointers.record_type and walks.current_id = pointers.record_id
    where walks.step < {{ steps }}
),

{{ ends }}_last_steps as (
    select record_type, record_id, max(step) as last_step
    from {{ ends }}_walks
    group by record_type, record_id
),

{{ ends }} as (
    select
        walks.record_type,
        walks.record_id,
        min({{ bytewise('walks.current_id') }}) as end_id
    from {{ ends }}_walks as walks
    inner join {{ ends }}_last_steps as last_steps
        on walks.record_type = last_steps.record_type and walks.record_id = last_steps.record_id
    where
        -- a walk that is still under way after the first half of the steps goes round a cycle: all of its ids are seen
        walks.step >= case when last_steps.last_step < {{ steps }} then last_steps.last_step else {{ steps // 2 }} end
    group by walks.record_type, walks.record_id
)
{%- endmacro %}
