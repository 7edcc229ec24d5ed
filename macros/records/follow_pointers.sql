{#
    CTEs that follow pointers from record to record, given a CTE `pointers` (record_type, record_id, next_id: none null).
    They end in `ends`: one row per record that has a pointer, with `end_id`, the record at the end of its chain; in a
    cycle, and on a branch that leads into one, the cycle's smallest id. A walk remembers where it has passed, and ends
    where it comes back. Both CTEs may be called otherwise, for a query that follows pointers twice.
#}
{% macro follow_pointers(pointers='pointers', ends='ends') %}
{%- set mark = bytewise('chr(31)') %}
{%- set comes_back = dbt.position(mark ~ ' || walks.current_id || ' ~ mark, 'walks.passed') ~ ' > 0' %}
{{ ends }}_walks as (
    select
        record_type,
        record_id,
        next_id as current_id,
        1 as step,
        {{ mark }} || record_id || {{ mark }} as passed
    from {{ pointers }}

    union all

    select
        walks.record_type,
        walks.record_id,
        pointers.next_id as current_id,
        walks.step + 1 as step,
        walks.passed || walks.current_id || {{ mark }} as passed
    from {{ ends }}_walks as walks
    inner join {{ pointers }} as pointers
        on walks.record_type = pointers.record_type and walks.current_id = pointers.record_id
    where not {{ comes_back }}
),

{{ ends }}_last_steps as (
    select
        walks.record_type,
        walks.record_id,
        walks.current_id,
        {{ comes_back }} as comes_back,
        row_number() over (
            partition by walks.record_type, walks.record_id order by walks.step desc, {{ bytewise('walks.current_id') }}
        ) as place
    from {{ ends }}_walks as walks
),

{{ ends }} as (
    select
        last_steps.record_type,
        last_steps.record_id,
        coalesce(min({{ bytewise('laps.current_id') }}), min(last_steps.current_id)) as end_id
    from {{ ends }}_last_steps as last_steps
    -- where a walk comes back to is a record of the cycle, whose own walk is once round it
    left join {{ ends }}_walks as laps
        on
            last_steps.comes_back
            and last_steps.record_type = laps.record_type
            and last_steps.current_id = laps.record_id
    where last_steps.place = 1
    group by last_steps.record_type, last_steps.record_id
)
{%- endmacro %}
