{%- set exports = health_exports() -%}
{%- for export, known in exports.items() if known.record_on %}
    select
        '{{ export }}' as export,
        {{ known.record_on }} as record_on,
        count(*) as records
    {%- if known.model %}
    from {{ ref(known.model) }} as records
    where records.left_out_reason is null
    {%- else %}
    from (
        {{ union_systems(export) }}
    ) as records
    where 1 = 1
    {%- endif %}
    {{ 'and ' ~ known.condition if known.condition }}
    group by {{ known.record_on }}
    {{ 'union all' if not loop.last }}
{%- endfor %}
