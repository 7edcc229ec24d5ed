{# The leads or deals of all systems that are neither deleted nor test, as the systems have them. #}
{% macro sound_records(export) %}
    select unified.*
    from (
        {{ union_systems(export) }}
    ) as unified
    inner join {{ ref('int_crosswalk') }} as crosswalk
        on crosswalk.record_type = '{{ export }}' and unified.{{ export[:-1] }}_id = crosswalk.record_id
    where not crosswalk.is_deleted and not crosswalk.is_test
{%- endmacro %}
