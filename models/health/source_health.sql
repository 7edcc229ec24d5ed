{# Numbers as people read them: shares as per cent, everything else without decimals unless it has some. -#}
{%- set percent = "checks.unit in ('rate', 'ratio')" -%}
{%- set text = dbt.type_string() -%}
{%- set numbers = {
    'measured': 'measured',
    'expected': 'expected',
    'observed': 'cast(observed_count as ' ~ text ~ ')',
    'sample': 'cast(sample_size as ' ~ text ~ ')',
    'column': 'column_name',
    'example': 'example',
    'limit': 'coalesce(warn, fail) || sign',
    'needed': 'cast(case when min_sample < 1 then 1 else min_sample end as ' ~ text ~ ')',
} -%}
with

told as (
    select
        checks.*,
        texts.name_en,
        texts.name_zh,
        case when checks.example is null and texts.nothing_en is not null then texts.nothing_en else texts.message_en end as message_en,
        case when checks.example is null and texts.nothing_zh is not null then texts.nothing_zh else texts.message_zh end as message_zh,
        case when checks.status <> 'ok' then texts.action_en end as action_en,
        case when checks.status <> 'ok' then texts.action_zh end as action_zh,
        settings.min_sample,
        {{ number_text('case when ' ~ percent ~ ' then 100 * checks.measured_value else checks.measured_value end') }} as measured,
        {{ number_text('checks.expected_value') }} as expected,
        {{ number_text('case when ' ~ percent ~ ' then 100 * checks.warn_threshold else checks.warn_threshold end') }} as warn,
        {{ number_text('case when ' ~ percent ~ ' then 100 * checks.fail_threshold else checks.fail_threshold end') }} as fail,
        case when {{ percent }} then ' %' else '' end as sign
    from {{ ref('fct_source_checks') }} as checks
    inner join {{ ref('source_check_texts') }} as texts on checks.check_id = texts.check_id
    inner join {{ ref('dim_source_checks') }} as settings
        on checks.export = settings.export and checks.check_id = settings.check_id
)

select
    health_id,
    export,
    check_id,
    name_en,
    name_zh,
    column_name,
    measured_value,
    expected_value,
    observed_count,
    sample_size,
    unit,
    direction,
    warn_threshold,
    fail_threshold,
    status,
    kpis_hit,
    {%- for language in ['en', 'zh'] %}
    case
        when status = 'not_assessed' then {{ filled_text(['health_texts.text'], numbers, language) }}
        else {{ filled_text(['told.message', 'health_texts.text', 'told.action'], numbers, language) }}
    end as message_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
from told
{{ join_texts(
    'health',
    "case when status = 'not_assessed' then 'not_assessed' when check_id = 'unreadable_cells' then 'at_most'"
    ~ " when direction = 'lower' then 'below' else 'at_least' end",
) }}
