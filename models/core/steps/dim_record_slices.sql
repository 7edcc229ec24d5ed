-- The slices that each record belongs to, of those that variable `slices` names. What has no value is `unknown`, so that the
-- slices of one kind add up to the company.
{%- for slice in variable('slices') %}
select
    export,
    record_id,
    '{{ slice }}' as scope_type,
    coalesce({{ slice }}, 'unknown') as scope_id
from {{ ref('dim_record_traits') }}
where export in ('{{ slices()[slice] | join("', '") }}')
{{ 'union all' if not loop.last }}
{%- else %}
select
    export,
    record_id,
    cast(null as {{ dbt.type_string() }}) as scope_type,
    cast(null as {{ dbt.type_string() }}) as scope_id
from {{ ref('dim_record_traits') }}
where 1 = 0
{%- endfor %}
