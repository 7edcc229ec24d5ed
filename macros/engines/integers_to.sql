{#
  A query of a relation's columns, each row once for every integer from 0 to `last`, which it has as `name`; none of a row whose
  `last` is null or negative.
#}
{% macro integers_to(last, name, relation, columns=[]) -%}
    {{ return(adapter.dispatch('integers_to', 'sales_kpis')(last, name, relation, columns)) }}
{%- endmacro %}

{% macro default__integers_to(last, name, relation, columns) -%}
    select {% for column in columns %}{{ column }}, {% endfor %}cast(unnest(generate_series(0, {{ last }})) as integer) as {{ name }}
    from {{ relation }}
{%- endmacro %}

{% macro postgres__integers_to(last, name, relation, columns) -%}
    select {% for column in columns %}{{ column }}, {% endfor %}cast(generate_series(0, {{ last }}) as integer) as {{ name }}
    from {{ relation }}
{%- endmacro %}

{% macro spark__integers_to(last, name, relation, columns) -%}
    select {% for column in columns %}{{ column }}, {% endfor %}explode(filter(sequence(0, greatest({{ last }}, 0)), n -> n <= {{ last }})) as {{ name }}
    from {{ relation }}
{%- endmacro %}

{% macro snowflake__integers_to(last, name, relation, columns) -%}
    select {% for column in columns %}{{ column }}, {% endfor %}cast(integers.value as integer) as {{ name }}
    from {{ relation }}, lateral flatten(input => array_generate_range(0, {{ last }} + 1)) as integers
{%- endmacro %}

{% macro bigquery__integers_to(last, name, relation, columns) -%}
    select {% for column in columns %}{{ column }}, {% endfor %}{{ name }}
    from {{ relation }}
    cross join unnest(generate_array(0, {{ last }})) as {{ name }}
{%- endmacro %}

{# Its generate_series makes no rows beside a table. #}
{% macro redshift__integers_to(last, name, relation, columns) -%}
    select {% for column in columns %}{{ column }}, {% endfor %}integers.number as {{ name }}
    from {{ relation }}
    inner join (
        select {% for place in [1, 10, 100, 1000, 10000] %}{{ place }} * digits_{{ place }}.digit{{ ' + ' if not loop.last }}{% endfor %} as number
        {%- for place in [1, 10, 100, 1000, 10000] %}
        {% if loop.first %}from{% else %}cross join{% endif %} (
            {%- for digit in range(10) -%} select {{ digit }} as digit{{ ' union all ' if not loop.last }} {%- endfor -%}
        ) as digits_{{ place }}
        {%- endfor %}
    ) as integers on integers.number <= {{ last }}
{%- endmacro %}
