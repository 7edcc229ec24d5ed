{#
  Whether a text has a person's address in it: an e-mail address, a link, or a telephone number, also inside a longer text.
  A telephone number has a + and seven digits; or nine digits with at most two blanks or marks between any two; or an area
  code with its 0 and five digits; or three and four digits (555-0123). Of an `id`, and of a text that has ids or times in
  it, only the first is one: such numbers are ids as well.
#}
{% macro has_address(text, is_id=false) -%}
    {%- set next_digit = '[ ()./-]{0,2}[0-9]' -%}
    (
            {{ text }} like '%@%' or {{ text }} like '%://%' or ({{ text }} like '%.%' and lower({{ text }}) like '%www.%')
            or ({{ text }} like '%+%' and {{ sales_kpis.matches(text, '[+](' ~ next_digit ~ '){7}') }})
            {%- if not is_id %}
            or {{ sales_kpis.matches(text, '[0-9](' ~ next_digit ~ '){8}|(^|[^0-9])0[1-9][0-9]{0,3}[ )/-]{1,2}[0-9]{5}|(^|[^0-9-])[0-9]{3}-[0-9]{4}($|[^0-9-])') }}
            {%- endif %}
        )
{%- endmacro %}
