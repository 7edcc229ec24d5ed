{#
  What a public table shows of a text that comes from an export (docs/decisions/0009-marts-carry-no-names-of-people-but-for-reps.md):
  the text, or a digest of it where it has an e-mail address, a link or a telephone number in it, or is longer than a
  value of a list is.
#}
{% macro public_text(text) -%}
    case
        when
            char_length({{ text }}) > 60 or {{ sales_kpis.has_address(text) }}
            or {{ sales_kpis.matches(text, '^[+(]?[0-9][0-9 ()./-]{7,}[0-9]$') }}
            then 'digest:' || md5({{ text }})
        else {{ text }}
    end
{%- endmacro %}

{# The same for an id, which may be a long number. #}
{% macro public_id(id) -%}
    case when {{ sales_kpis.has_address(id) }} then 'digest:' || md5({{ id }}) else {{ id }} end
{%- endmacro %}

{# The same for a raw cell that cannot be read, by the column's type: of a free text or a whole row its length alone. #}
{% macro public_cell(column, text) -%}
    {%- if column.type == 'id' -%}
        {{ sales_kpis.public_id(text) }}
    {%- else -%}
        case
            when {{ '1 = 1' if column.type in ('text', 'row') else 'char_length(' ~ text ~ ') > 40 or ' ~ sales_kpis.has_address(text) }}
                then '({{ column.type }}, ' || cast(char_length({{ text }}) as {{ dbt.type_string() }}) || ' characters)'
            else {{ text }}
        end
    {%- endif -%}
{%- endmacro %}

{# Whether a text has an e-mail address or a link in it. #}
{% macro has_address(text) -%}
    ({{ text }} like '%@%' or {{ text }} like '%://%' or lower({{ text }}) like '%www.%')
{%- endmacro %}
