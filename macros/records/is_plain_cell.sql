{#
  Whether a cell that is no value of its column may be shown: its own text can name no person and is no telephone number,
  whatever column it stands in, as the cells of a row may be shifted. That is so of a cell of at most 40 characters that is
    - a word for nothing or for a flag, such as N/A or maybe; or
    - digits, marks and the words of dates, times and money, with a digit or without any letter, and at most six digits; or
    - a date, with its time or without; or
    - in a column of numbers, a number of any length with a minus sign, a decimal fraction or groups of three digits.
#}
{% macro is_plain_cell(text, type) -%}
    {%- set words = 'n/?a|n[.]a[.]?|n/?k|none|null|nil|nan|-?inf|unknown|undefined|tb[acd]|not set|true|false|yes|no|y|n|x|on|off|perhaps|maybe|unsure'
        ~ '|yesterday|today|tomorrow|soon|never|#(n/a|ref!|value!|name[?]|num!|null!|div/0!)' -%}
    {%- set months = '(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)' -%}
    {%- set days = 'mon|tue|wed|thu|fri|sat|sun' -%}
    {%- set zones = '(am|pm|z|utc|gmt)' -%}
    {%- set money = '(usd|eur|gbp|chf|jpy|cny|rmb|cad|aud|nzd|sek|nok|dkk|pln|inr|brl|mxn|krw|hkd|sgd)' -%}
    {%- set known = '(' ~ [months, days, zones, money, 'st|nd|rd|th|of|at|k|m|bn|[a-z]'] | join('|') ~ ')?' -%}
    {%- set marks = '[0-9 .,:;/+%$€£¥￥_()#<>=~*?!|年月日号时点分秒元万亿-]' -%}
    {%- set year = '([12][0-9]{3}|0000|9999)' -%}
    {%- set day = '(' ~ year ~ '[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{2}|' ~ year ~ ')|(19|20)[0-9]{2}[01][0-9][0-3][0-9]'
        ~ '|[0-9]{1,2}[ -]' ~ months ~ '[ -]' ~ year ~ '|' ~ months ~ ' [0-9]{1,2},? ' ~ year ~ '|' ~ year ~ '年[0-9]{1,2}月[0-9]{1,2}日|[2-5][0-9]{4}[.,][0-9]{1,15})' -%}
    {%- set time = '[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)? ?' ~ zones ~ '?( ?[+-][0-9]{2}:?([0-9]{2})?)?' -%}
    {%- set sign = '[$€£¥￥]?' ~ money ~ '? ?' -%}
    {%- set number = '([1-9][0-9]{0,2}([.,][0-9]{3})+([.,][0-9]{1,2})?|[1-9][0-9]*[.,][0-9]{1,2}|-[0-9.,]+)' -%}
    {%- set lower_text = 'lower(trim(' ~ text ~ '))' -%}
    (
        length({{ text }}) <= 40
        and (
            {{ sales_kpis.matches(lower_text, '^(' ~ words ~ ')$') }}
            or (
                {{ sales_kpis.matches(lower_text, '^' ~ known ~ '(' ~ marks ~ known ~ ')*$') }}
                and ({{ sales_kpis.matches(text, '[0-9]') }} or not {{ sales_kpis.matches(lower_text, '[a-z年月日号时点分秒元万亿]') }})
                and not {{ sales_kpis.matches(text, '([0-9][^0-9]*){7}') }}
            )
            or {{ sales_kpis.matches(lower_text, '^' ~ day ~ '([ t,]{1,2}' ~ time ~ ')?$') }}
            {%- if type == 'number' %}
            or {{ sales_kpis.matches(lower_text, '^[(]?' ~ sign ~ number ~ ' ?' ~ sign ~ '[)]?$') }}
            {%- endif %}
        )
    )
{%- endmacro %}
