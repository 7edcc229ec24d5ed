{#
  A cell of a loader's table as text: {sql, wrong}. `expression` names one column, several as "a + b" (joined by a blank), others
  to take where it is empty as "a | b", or a flag that says the contrary as "not a". sql is none where the table has none of
  them; `wrong` are columns {name, type, expected} whose type cannot be read as `type` of the contract.
#}
{% macro source_cell(table, expression, type, alias, items=none) %}
  {%- set readable = {
    'id': ['text', 'integer', 'decimal'],
    'text': ['text', 'integer', 'decimal', 'double', 'boolean', 'date', 'timestamp', 'instant'],
    'number': ['text', 'integer', 'decimal', 'double'],
    'boolean': ['text', 'boolean', 'integer'],
    'date': ['text', 'date', 'timestamp', 'instant'],
    'timestamp': ['text', 'date', 'timestamp', 'instant'],
    'list': ['json', 'text'],
  }.get(type, ['text']) -%}
  {%- set choices, wrong = [], [] -%}
  {%- for choice in expression.split(' | ') -%}
    {%- set is_negated = choice.startswith('not ') -%}
    {%- set parts = [] -%}
    {%- for name in (choice[4:] if is_negated else choice).split(' + ') -%}
      {%- set column = none if '[' in name else sales_kpis.column_of(table, name) -%}
      {%- if '[' in name and items -%}
        {%- do parts.append(sales_kpis.json_field(items, name.split('[')[1].rstrip(']'))) -%}
      {%- elif column and column.kind in readable -%}
        {%- set cell = alias ~ '.' ~ adapter.quote(column.name) -%}
        {%- do parts.append(
          'case when ' ~ cell ~ " then 'false' when not " ~ cell ~ " then 'true' end" if is_negated
          else sales_kpis.json_list(cell, column.type) if type == 'list'
          else sales_kpis.cell_text(cell, column.kind)) -%}
      {%- elif column -%}
        {%- do wrong.append({'name': column.name, 'type': column.type, 'expected': {'id': 'text or a whole number', 'list': 'a list in JSON'}.get(type, readable | join(', '))}) -%}
      {%- endif -%}
    {%- endfor -%}
    {%- if parts -%} {%- do choices.append(parts[0] if parts | length == 1 else "nullif(concat_ws(' ', " ~ parts | join(', ') ~ "), '')") -%} {%- endif -%}
  {%- endfor -%}
  {{ return({'sql': none if wrong or not choices else choices[0] if choices | length == 1 else 'coalesce(' ~ choices | join(', ') ~ ')', 'wrong': wrong}) }}
{% endmacro %}
