{#- Which columns of an export are filled, and which of its ids lead nowhere. -#}
{%- set exports = health_exports() -%}
with

-- the ids of an export without records cannot be looked up
known_exports as (
{%- for export in ['users', 'accounts', 'leads', 'deals'] %}
    select '{{ export }}' as export from (select count(*) as records from {{ ref('int_' ~ export) }}) as counted
    where records > 0
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

-- no day before this one is in the months that are looked at: what is older need not be looked up
spans as (
    select
        checks.export,
        {{ add_days('as_of.as_of_date', '-31 * (cast(max(checks.lookback) as integer) + 1)') }} as first_on
    from {{ ref('dim_source_checks') }} as checks
    cross join {{ ref('dim_as_of') }} as as_of
    where checks.check_id in ('completeness', 'references')
    group by checks.export, as_of.as_of_date
),

{%- for export, known in exports.items() %}
{%- set month = period_start('month', known.record_on) if known.record_on else 'cast(null as date)' %}

{{ export }} as (
    select
        {{ month }} as month_start,
        {%- for column in known.columns %}
        {%- set value = column.value or 'records.' ~ column.name %}
        {%- set due = column.due or '1 = 1' %}
        count(case when {{ due }} then 1 end) as due_{{ loop.index }},
        count(case when {{ due }} then {{ value }} end) as filled_{{ loop.index }},
        {%- if column.references %}
        count(case when targets_{{ loop.index }}.export is not null then {{ value }} end) as references_{{ loop.index }},
        count(case
            when targets_{{ loop.index }}.export is not null and ids_{{ loop.index }}.{{ column.references[:-1] }}_id is null
                then {{ value }}
        end) as orphans_{{ loop.index }},
        {%- endif %}
        {%- endfor %}
        count(*) as records
    from (
        select records.*
        from {% if known.model %}{{ ref(known.model) }}{% else %}({{ union_systems(export) }}){% endif %} as records
        {%- if known.record_on %}
        inner join spans
            on spans.export = '{{ export }}' and ({{ known.record_on }} is null or {{ known.record_on }} >= spans.first_on)
        {%- endif %}
        {%- if known.model %}
        where records.left_out_reason is null
        {%- endif %}
    ) as records
    {%- for column in known.columns %}
    {%- if column.references %}
    left join known_exports as targets_{{ loop.index }} on targets_{{ loop.index }}.export = '{{ column.references }}'
    left join {{ ref('int_' ~ column.references) }} as ids_{{ loop.index }}
        on {{ column.value or 'records.' ~ column.name }} = ids_{{ loop.index }}.{{ column.references[:-1] }}_id
    {%- endif %}
    {%- endfor %}
    group by {{ month }}
),
{%- endfor %}

-- one row a column of each of these, which are read once: an engine may compute a CTE anew for each of its readers
counted as (
{%- for export, known in exports.items() %}
    {%- set outer_loop = loop %}
    select
        '{{ export }}' as export,
        names.column_name,
        counts.month_start,
        {%- for measure, name in {
            'due_': 'due_records', 'filled_': 'filled_records', 'references_': 'reference_records', 'orphans_': 'orphan_records',
        }.items() %}
        case names.place
        {%- for column in known.columns %}
        {%- set is_counted = column.references or measure in ['due_', 'filled_'] %}
            when {{ loop.index }} then {{ 'counts.' ~ measure ~ loop.index if is_counted else '0' }}
        {%- endfor %}
        end as {{ name }},
        {%- endfor %}
        names.is_reference
    from {{ export }} as counts
    cross join (
        {%- for column in known.columns %}
        select
            {{ loop.index }} as place,
            '{{ column.name }}' as column_name,
            {{ 'true' if column.references else 'false' }} as is_reference
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as names
    {{ 'union all' if not outer_loop.last }}
{%- endfor %}
)

-- over the last complete months; records without a date count always
select
    checks.export,
    checks.check_id,
    counted.column_name,
    sum(case when checks.check_id = 'completeness' then counted.filled_records else counted.orphan_records end) as affected,
    sum(case when checks.check_id = 'completeness' then counted.due_records else counted.reference_records end) as total
from counted
inner join {{ ref('dim_source_checks') }} as checks on counted.export = checks.export
left join (
    select distinct export, column_name from {{ ref('kpi_required_columns') }}
) as required on counted.export = required.export and counted.column_name = required.column_name
cross join {{ ref('dim_as_of') }} as as_of
where
    (
        (checks.check_id = 'references' and counted.is_reference)
        or (checks.check_id = 'completeness' and required.export is not null)
    )
    and (
        counted.month_start is null
        or {{ month_number(add_days('as_of.as_of_date', 1)) }} - {{ month_number('counted.month_start') }}
        between 1 and checks.lookback
    )
group by checks.export, checks.check_id, counted.column_name
