{#
  What is wrong with the value of a variable, and what to set instead; '' where nothing is. What passes holds neither a
  quote nor anything else that SQL could mistake.
#}
{% macro variable_fault(name, value) %}
  {%- set rule = sales_kpis.variable_rules()[name] -%}
  {%- if value is none -%}
    {{ return('' if rule.get('optional') else sales_kpis.variable_text(name, value, rule)) }}
  {%- endif -%}
  {%- set kind = rule.kind -%}
  {%- set text = value | string -%}
  {%- if kind == 'boolean' -%}
    {%- set is_sound = value is boolean -%}
  {%- elif kind == 'number' -%}
    {%- set is_sound = value is number and value is not boolean and rule['from'] <= value <= rule['to'] -%}
  {%- elif kind == 'whole number' -%}
    {%- set is_sound = value is integer and rule['from'] <= value <= rule['to'] -%}
  {%- elif kind == 'list' -%}
    {%- set is_sound = value is sequence and value is not string and (value or rule.get('may_be_empty')) and value | reject('in', rule.among) | list | length == 0
      and value | unique(case_sensitive=true) | list | length == value | length -%}
  {%- elif kind == 'sources' -%}
    {%- set is_sound = value is mapping and value | reject('in', sales_kpis.system_exports() | list) | list | length == 0
      and value.values() | reject('mapping') | list | length == 0 and value.values() | rejectattr('loader', 'string') | list | length == 0 -%}
    {%- for source in (value.values() if is_sound else []) -%}
      {%- set texts = [source.loader, source.get('schema', ''), source.get('database') or '-'] -%}
      {%- set names = source.get('files', []) -%}
      {%- if source | reject('in', ['loader', 'schema', 'database', 'files']) | list or texts | reject('string') | list or not modules.re.match("^[^'\"\\\\;\n]+$", texts | join('-'))
          or not source.get('schema') or names is string or names is not sequence or names | reject('string') | list -%}
        {{ return(sales_kpis.variable_text(name, value, rule)) }}
      {%- endif -%}
    {%- endfor -%}
  {%- elif kind == 'word' -%}
    {%- set is_sound = text in rule.among -%}
  {%- elif kind == 'zone' -%}
    {%- set is_sound = text in modules.pytz.all_timezones_set -%}
  {%- elif kind == 'day' -%}
    {%- set is_sound = sales_kpis.is_day(text) -%}
  {%- else -%}
    {%- set is_sound = modules.re.match(rule.pattern, text) is not none -%}
  {%- endif -%}
  {{ return('' if is_sound else sales_kpis.variable_text(name, value, rule)) }}
{% endmacro %}


{# A message on one variable: what it is, what was expected, what to do. #}
{% macro variable_text(name, value, rule) %}
  {%- set found = 'null' if value is none else "'" ~ value | truncate(200, true) ~ "'" if value is string else value | string | truncate(200, true) -%}
  {{ return('var ' ~ name ~ ' is ' ~ found ~ '. Set it to ' ~ rule.expected ~ '.') }}
{% endmacro %}


{# Whether a text is a day that the calendar has, from 1900 to 2199. #}
{% macro is_day(text) %}
  {%- set parts = modules.re.match('^(19[0-9]{2}|2[01][0-9]{2})-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])$', text) -%}
  {%- if parts is none -%} {{ return(false) }} {%- endif -%}
  {%- set year, month, day = parts.group(1) | int, parts.group(2) | int, parts.group(3) | int -%}
  {%- set is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) -%}
  {%- set length = (29 if is_leap else 28) if month == 2 else 30 if month in (4, 6, 9, 11) else 31 -%}
  {{ return(1 <= day <= length) }}
{% endmacro %}
