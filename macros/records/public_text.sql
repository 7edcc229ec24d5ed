{#
  What a public table shows of a text that comes from an export (docs/decisions/0009-marts-carry-no-names-of-people-but-for-reps.md):
  the text, or a digest of it where it has an e-mail address, a link or a telephone number in it, or is longer than a
  value of a list is.
#}
{% macro public_text(text) -%}
    case
        when
            char_length({{ text }}) > 60 or {{ sales_kpis.has_address(text) }} or lower({{ text }}) like '%www.%'
            or {{ sales_kpis.matches(text, '^[+(]?[0-9][0-9 ()./-]{7,}[0-9]$') }}
            then 'digest:' || md5({{ text }})
        else {{ text }}
    end
{%- endmacro %}
