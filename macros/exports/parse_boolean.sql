{# true/false, 1/0 or yes/no in any case as a boolean; null where it is none of them. #}
{% macro parse_boolean(text) -%}
    case
            when lower({{ text }}) in ('true', '1', 'yes') then true
            when lower({{ text }}) in ('false', '0', 'no') then false
        end
{%- endmacro %}
