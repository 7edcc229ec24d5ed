{# Whether a dated target holds on a day; both ends are in. #}
{% macro is_valid_on(targets, date) -%}
{{ targets }}.valid_from <= {{ date }}
            and ({{ targets }}.valid_to is null or {{ targets }}.valid_to >= {{ date }})
{%- endmacro %}
