{%- set exports = [
    'leads', 'deals', 'activities', 'meetings', 'subscriptions', 'survey_responses', 'brand_mentions',
    'presentation_sessions', 'users', 'accounts', 'deal_stage_history',
] -%}
with

required as (
    select
        definitions.kpi_id,
        exports.export,
        exports.is_present
    from {{ ref('kpi_definitions') }} as definitions
    inner join {{ ref('int_export_rows') }} as exports
        on {{ is_listed('exports.export', 'definitions.required_exports') }}
),

-- what is missing, as one text in a fixed order
missing as (
    select
        kpi_id,
        {%- for export in exports %}
        max(case when export = '{{ export }}' and not is_present then ', {{ export }}' else '' end)
        {{- ' ||' if not loop.last }}
        {%- endfor %} as listed
    from required
    group by kpi_id
),

-- the systems whose files the KPI is computed from
contributing as (
    select distinct
        required.kpi_id,
        counts.system_name
    from required
    inner join {{ ref('int_export_counts') }} as counts
        on {{ is_listed('required.export', 'counts.feeds_exports') }}
    where counts.raw_rows > 0 and not counts.is_auxiliary
),

judged as (
    select
        definitions.kpi_id,
        substr(missing.listed, 3) as missing_exports,
        coalesce(missing.listed, '') <> '' as is_missing,
        support.system,
        support.support,
        support.reason_en,
        support.reason_zh,
        contributing.system_name is not null as is_contributing
    from {{ ref('kpi_definitions') }} as definitions
    left join missing on definitions.kpi_id = missing.kpi_id
    left join {{ ref('kpi_support') }} as support
        on
            definitions.kpi_id = support.kpi_id
            and support.system in (
                {%- for system in variable('systems') %}
                '{{ system }}'{{ ',' if not loop.last }}
                {%- endfor %}
            )
    left join contributing
        on definitions.kpi_id = contributing.kpi_id and support.system = contributing.system_name
    where definitions.kpi_id in ('{{ kpi_ids() | join("', '") }}')
),

-- absent data: what each system says of it; else what limits the systems that do contribute
told as (
    select
        judged.*,
        case when is_missing then support = 'not_possible' else is_contributing and support <> 'full' end as is_told
    from judged
)

select
    told.kpi_id,
    case
        when max(case when is_missing then 1 else 0 end) = 1 then 'not_possible'
        when max(case when is_told then 1 else 0 end) = 1 then 'proxy'
        else 'full'
    end as support,
    nullif(max(missing_exports), '') as missing_exports,
    {%- for language in ['en', 'zh'] %}
    {%- set comma = filled_text(['pair_texts.text'], {'first': "''", 'second': "''"}, language) %}
    nullif(trim(
        max(case when is_missing then {{ filled_text(
            ['support_texts.text'], {'exports': "replace(missing_exports, ', ', " ~ comma ~ ')'}, language,
        ) }} else '' end)
        {%- for system in variable('systems') %}
        || max(case when is_told and system = '{{ system }}' then {{ "' ' || " if language == 'en' }}reason_{{ language }} else '' end)
        {%- endfor %}
    ), '') as reason_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
from told
{{ join_texts('support', "'missing'") }}
{{ join_texts('list', "'pair'", 'pair_texts') }}
group by kpi_id
