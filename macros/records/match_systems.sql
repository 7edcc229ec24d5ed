{#
    CTEs that pair the records of two systems that are one, given a CTE `keys` (record_type, matched_by, match_key,
    system_name, record_id) and `systems` (system_name, system_order). Only what is unmistakable: the key is found once in
    each of the two systems. They end in `pairs`: one row per record of a later system, with the record of the first system
    that has its key; where there are several keys, the first of them by name speaks.
#}
{% macro match_systems(keys, pairs) %}
{{ pairs }}_keyed as (
    select
        keys.record_type,
        keys.matched_by,
        keys.match_key,
        systems.system_name,
        systems.system_order,
        min({{ bytewise('keys.record_id') }}) as record_id
    from {{ keys }} as keys
    inner join systems on keys.system_name = systems.system_name
    where {{ 'keys.match_key is not null' if variable('match_across_systems') else '1 = 0' }}
    group by keys.record_type, keys.matched_by, keys.match_key, systems.system_name, systems.system_order
    having count(*) = 1
),

{{ pairs }}_ranked as (
    select
        keyed.*,
        row_number() over (partition by record_type, matched_by, match_key order by system_order) as system_rank
    from {{ pairs }}_keyed as keyed
),

{{ pairs }}_found as (
    select
        later.record_type,
        later.record_id,
        later.matched_by,
        earlier.record_id as matched_record_id,
        row_number() over (partition by later.record_type, later.record_id order by later.matched_by) as preference
    from {{ pairs }}_ranked as later
    inner join {{ pairs }}_ranked as earlier
        on
            later.record_type = earlier.record_type
            and later.matched_by = earlier.matched_by
            and later.match_key = earlier.match_key
            and earlier.system_rank = 1
    where later.system_rank > 1
),

{{ pairs }} as (
    select
        record_type,
        record_id,
        matched_by,
        matched_record_id
    from {{ pairs }}_found
    where preference = 1
)
{%- endmacro %}
