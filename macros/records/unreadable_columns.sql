{#
  The columns of a record, by their names in the generic form, that rest on a cell which cannot be read, as ,a,b,; null where
  there are none. `conditions`: for each of them when that is so, as a SQL condition.
#}
{% macro unreadable_columns(conditions) -%}
    nullif(
        {%- for column, condition in conditions.items() %}
        case when {{ condition }} then ',{{ column }}' else '' end{{ ' ||' if not loop.last }}
        {%- endfor %},
        ''
    ) || ','
{%- endmacro %}
