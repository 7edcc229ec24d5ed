-- The first system that exports a kind of record keeps its ids: a system added behind it renames nothing.
{%- set exports = [
    'users', 'accounts', 'leads', 'deals', 'activities', 'meetings', 'subscriptions', 'orders',
    'survey_responses', 'brand_mentions', 'presentation_sessions',
] %}
{%- set systems = variable('systems') %}
{%- set loaded = loaded_seeds() %}
{%- if systems | length == 1 %}
select
    '{{ systems[0] }}' as system_name,
    {%- for export in exports %}
    cast('' as {{ dbt.type_string() }}) as {{ export }}_prefix{{ ',' if not loop.last }}
    {%- endfor %}
{%- else %}
with

exported as (
{%- for export in exports %}
    {%- set outer_loop = loop %}
    {%- set id = export_columns(export)[0][0] %}
    {%- for system in exporting_systems(export) %}
    select
        '{{ export }}' as export,
        '{{ system }}' as system_name,
        {{ systems.index(system) }} as system_order,
        {{ 'true' if has_export_file(system, export, loaded) else 'count(*) > 0' }} as is_exported,
        count(*) > 0 as has_records,
        {%- for other in systems %}
        -- ids that look like those of another system: so many colons are behind its name
        coalesce(max(case
            {%- for colons in [3, 2, 1] %}
            when substr(records.{{ id }}, 1, {{ other | length + colons }}) = '{{ other ~ ':' * colons }}' then {{ colons }}
            {%- endfor %}
        end), 0) as {{ other }}_colons{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ staged_records(system, export) }} as records
    {{ 'union all' if not (loop.last and outer_loop.last) and not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last and exporting_systems(exports[loop.index]) | length > 0 }}
{%- endfor %}
),

ranked as (
    select
        exported.*,
        row_number() over (partition by export order by system_order) as system_rank
    from exported
    where is_exported
),

-- one colon more than any id of the first system has there: no two records ever share an id; a later system without a
-- record has none that it could point to
prefixes as (
    select
        later.export,
        later.system_name,
        later.system_name || substr('::::', 1, 1 + case later.system_name
            {%- for system in systems %}
            when '{{ system }}' then earliest.{{ system }}_colons
            {%- endfor %}
        end) as prefix
    from ranked as later
    inner join ranked as earliest on later.export = earliest.export and earliest.system_rank = 1
    where later.system_rank > 1 and later.has_records
),

systems as (
{%- for system in systems %}
    select '{{ system }}' as system_name
    {{ 'union all' if not loop.last }}
{%- endfor %}
)

select
    systems.system_name,
    {%- for export in exports %}
    coalesce(max(case when prefixes.export = '{{ export }}' then prefixes.prefix end), '') as {{ export }}_prefix{{ ',' if not loop.last }}
    {%- endfor %}
from systems
left join prefixes on systems.system_name = prefixes.system_name
group by systems.system_name
{%- endif %}
