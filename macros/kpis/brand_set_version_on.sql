{# The version of the set of tracked brands that is valid on a date. #}
{% macro brand_set_version_on(date) -%}
(
            select max(sets.brand_set_version)
            from {{ ref('dim_brand_sets') }} as sets
            where {{ date }} >= sets.valid_from and (sets.valid_to is null or {{ date }} <= sets.valid_to)
        )
{%- endmacro %}
