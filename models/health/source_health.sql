{# Numbers as people read them: shares as per cent, everything else without decimals unless it has some. -#}
{%- set percent = "checks.unit in ('rate', 'ratio')" -%}
with

told as (
    select
        checks.*,
        texts.name_en,
        texts.name_zh,
        case when checks.example is null and texts.nothing_en is not null then texts.nothing_en else texts.message_en end as message_en,
        case when checks.example is null and texts.nothing_zh is not null then texts.nothing_zh else texts.message_zh end as message_zh,
        texts.action_en,
        texts.action_zh,
        settings.min_sample,
        {{ number_text('case when ' ~ percent ~ ' then 100 * checks.measured_value else checks.measured_value end') }} as measured,
        {{ number_text('checks.expected_value') }} as expected,
        {{ number_text('case when ' ~ percent ~ ' then 100 * checks.warn_threshold else checks.warn_threshold end') }} as warn,
        {{ number_text('case when ' ~ percent ~ ' then 100 * checks.fail_threshold else checks.fail_threshold end') }} as fail,
        case when {{ percent }} then ' %' else '' end as sign,
        {%- for language, up_to, below, at_least in [('en', 'at most', 'below', 'at least'), ('zh', '不超过', '低于', '不低于')] %}
        case
            when checks.check_id = 'unreadable_cells' then '{{ up_to }}'
            when checks.direction = 'lower' then '{{ below }}'
            else '{{ at_least }}'
        end as side_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
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
    case
        when status = 'not_assessed'
            then 'Not assessed: ' || cast(sample_size as {{ dbt.type_string() }}) || ' to judge by, at least '
                || cast(case when min_sample < 1 then 1 else min_sample end as {{ dbt.type_string() }}) || ' are needed.'
        else
            {{ filled_text('message_en') }}
            || ' Expected: ' || side_en || ' ' || coalesce(warn, fail) || sign || '.'
            || case when status = 'ok' then '' else ' ' || action_en end
    end as message_en,
    case
        when status = 'not_assessed'
            then '暂不评判：可用样本 ' || cast(sample_size as {{ dbt.type_string() }}) || '，至少需要 '
                || cast(case when min_sample < 1 then 1 else min_sample end as {{ dbt.type_string() }}) || '。'
        else
            {{ filled_text('message_zh') }}
            || '预期' || side_zh || ' ' || coalesce(warn, fail) || sign || '。'
            || case when status = 'ok' then '' else action_zh end
    end as message_zh
from told
