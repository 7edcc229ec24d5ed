{#
  What a public table shows of a text that comes from an export (docs/decisions/0009-marts-carry-no-names-of-people-but-for-reps.md):
  the text, or a digest of it where it has an address in it or is longer than an id or a value of a list is.
#}
{% macro public_text(text, is_id=false) -%}
    case
        when length({{ text }}) > {{ sales_kpis.longest_public_text() }} or {{ sales_kpis.has_address(text, is_id) }}
            then 'digest:' || {{ sales_kpis.digest([text]) }}
        else {{ text }}
    end
{%- endmacro %}
