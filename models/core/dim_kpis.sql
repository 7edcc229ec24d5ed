{%- set currency = {'currency': "'" ~ variable('reporting_currency') ~ "'"} -%}
with

required as (
    select
        definitions.kpi_id,
        min(case when exports.is_present then 1 else 0 end) = 1 as has_required_exports
    from {{ ref('kpi_definitions') }} as definitions
    inner join {{ ref('int_export_rows') }} as exports
        on {{ is_listed('exports.export', 'definitions.required_exports') }}
    group by definitions.kpi_id
),

-- the checks that concern a KPI: of the exports that it requires, and of the columns that it needs
checked as (
    select
        definitions.kpi_id,
        checks.health_id,
        case checks.status when 'critical' then 3 when 'warning' then 2 else 1 end as distrust
    from {{ ref('kpi_definitions') }} as definitions
    inner join {{ ref('fct_source_checks') }} as checks
        on {{ is_listed('definitions.kpi_id', 'checks.kpis_hit') }}
),

ranked as (
    select
        checked.*,
        row_number() over (partition by kpi_id order by distrust desc, {{ bytewise('health_id') }}) as check_rank
    from checked
)

select
    definitions.kpi_id,
    cast(coalesce(definitions.kpi_order, count(*) over () + 1) as bigint) as kpi_order,
    definitions.name_en,
    definitions.name_zh,
    definitions.question,
    definitions.question_zh,
    definitions.measure,
    definitions.measure_zh,
    definitions.unit,
    {%- for language in ['en', 'zh'] %}
    coalesce({{ filled_text(['unit_label_texts.text'], currency, language) }}, definitions.unit, '') as unit_{{ language }},
    {%- endfor %}
    cast({{ unit_format('definitions.unit', 'decimals') }} as bigint) as decimals,
    {{ unit_format('definitions.unit', 'number_format') }} as number_format,
    {{ unit_format('definitions.unit', 'd3_format') }} as d3_format,
    definitions.direction,
    definitions.nature,
    definitions.basis,
    definitions.aggregation,
    definitions.official_frequency,
    cast(coalesce(definitions.min_sample, 0) as bigint) as min_sample,
    cast(coalesce(definitions.maturity_days, 0) as bigint) as maturity_days,
    definitions.owner,
    definitions.required_exports,
    coalesce(definitions.target_inherits, false) as target_inherits,
    definitions.action_en,
    definitions.action_zh,
    definitions.known_gaming,
    definitions.definition_version,
    coalesce(required.has_required_exports, true) as has_required_exports,
    case
        when weakest.distrust = 3 or not coalesce(required.has_required_exports, true) then 'untrusted'
        when weakest.distrust = 2 then 'at_risk'
        else 'trusted'
    end as source_status,
    case when weakest.distrust > 1 then weakest.health_id end as weakest_check,
    coalesce(definitions.owner_zh, definitions.owner) as owner_zh,
    coalesce(definitions.known_gaming_zh, definitions.known_gaming) as known_gaming_zh,
    coalesce(definitions.pacing_kind, 'none') as pacing_kind,
    coalesce(definitions.scopes, 'company;team;rep') as scopes,
    coalesce(definitions.is_proportion, false) as is_proportion,
    coalesce(definitions.counts_from_zero, true) as counts_from_zero
from {{ ref('kpi_definitions') }} as definitions
left join required on definitions.kpi_id = required.kpi_id
left join ranked as weakest on definitions.kpi_id = weakest.kpi_id and weakest.check_rank = 1
{{ join_texts('unit_label', 'definitions.unit') }}
-- a KPI that the project does not compute has no rows, so no list may wait for it
where definitions.kpi_id in ('{{ kpi_ids() | join("', '") }}')
