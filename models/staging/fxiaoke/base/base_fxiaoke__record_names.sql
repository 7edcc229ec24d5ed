-- Look-ups are names. A name means a record where exactly one record that is not voided has it.
{% set named = [
    ('accounts', 'base_fxiaoke__accounts', 'account_name'),
    ('leads', 'base_fxiaoke__leads', 'lead_name'),
    ('opportunities', 'base_fxiaoke__opportunities', 'opportunity_name'),
] -%}
{%- for record_type, model, name in named %}
select
    '{{ record_type }}' as record_type,
    lower({{ name }}) as name_key,
    min(unique_id) as record_id
from {{ ref(model) }}
where _rejected_reason is null and {{ name }} is not null and not {{ is_void('life_status') }}
group by lower({{ name }})
having count(*) = 1
{{ 'union all' if not loop.last }}
{%- endfor %}
