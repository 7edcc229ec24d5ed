-- Ids keep the system's own text unless two systems export the same kind of record; then both carry a prefix.
{%- set exports = [
    'users', 'accounts', 'leads', 'deals', 'activities', 'meetings', 'subscriptions', 'orders',
    'survey_responses', 'brand_mentions', 'presentation_sessions',
] %}
with

record_counts as (
{%- for export in exports %}
    {%- set outer_loop = loop %}
    {%- for system in exporting_systems(export) %}
    select
        '{{ export }}' as export,
        '{{ system }}' as system_name,
        {{ var('systems').index(system) }} as system_order,
        count(*) as records
    from {{ ref('stg_' ~ system ~ '__' ~ export) }}
    {{ 'union all' if not (loop.last and outer_loop.last) and not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last and exporting_systems(exports[loop.index]) | length > 0 }}
{%- endfor %}
),

systems_with_records as (
    select
        export,
        system_name,
        count(*) over (partition by export) as systems,
        row_number() over (partition by export order by system_order) as system_rank
    from record_counts
    where records > 0
),

systems as (
{%- for system in var('systems') %}
    select '{{ system }}' as system_name
    {{ 'union all' if not loop.last }}
{%- endfor %}
)

select
    systems.system_name,
    {%- for export in exports %}
    coalesce(
        max(case
            when found.export = '{{ export }}' and found.systems > 1 and found.system_name = systems.system_name
                then found.system_name || ':'
        end),
        max(case
            when found.export = '{{ export }}' and found.systems > 1 and found.system_rank = 1
                then found.system_name || ':'
        end),
        ''
    ) as {{ export }}_prefix{{ ',' if not loop.last }}
    {%- endfor %}
from systems
cross join (
    select export, system_name, systems, system_rank
    from systems_with_records
    union all
    -- keeps a row for every system where no export has a record
    select null, null, null, null
) as found
group by systems.system_name
