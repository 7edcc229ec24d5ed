with

required as (
    select
        definitions.kpi_id,
        exports.is_present,
        case exports.source_status when 'trusted' then 1 when 'at_risk' then 2 else 3 end as distrust
    from {{ ref('kpi_definitions') }} as definitions
    inner join {{ ref('dim_exports') }} as exports
        on ';' || replace(definitions.required_exports, ' ', '') || ';' like '%;' || exports.export || ';%'
),

sources as (
    select
        kpi_id,
        min(case when is_present then 1 else 0 end) = 1 as has_required_exports,
        max(distrust) as distrust
    from required
    group by kpi_id
)

select
    definitions.kpi_id,
    definitions.name_en,
    definitions.name_zh,
    definitions.question,
    definitions.measure,
    definitions.unit,
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
    coalesce(sources.has_required_exports, true) as has_required_exports,
    case coalesce(sources.distrust, 1) when 1 then 'trusted' when 2 then 'at_risk' else 'untrusted' end as source_status
from {{ ref('kpi_definitions') }} as definitions
left join sources on definitions.kpi_id = sources.kpi_id
