{#
  The columns without which a file is of no use: those the contract of an export requires, and those of reference data that
  valid_columns names in not_null. What the project completes in a file of whole rows is not among them; in one that only changes rows it is.
#}
{% macro required_columns(seed) %}
  {%- set required = [] -%}
  {%- if seed.config.meta.export is defined -%}
    {%- for column in seed.columns.values() if column.config.meta.required == true -%}
      {%- do required.append(column.name) -%}
    {%- endfor -%}
  {%- else -%}
    {%- set meta = seed.config.meta -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'test' and node.attached_node == seed.unique_id -%}
      {%- if node.test_metadata.name == 'valid_columns' -%}
        {%- for column in node.test_metadata.kwargs.not_null or [] if not meta.completed_by or meta.extended_by or column == meta.completed_by -%}
          {%- do required.append(column) -%}
        {%- endfor -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(required) }}
{% endmacro %}
