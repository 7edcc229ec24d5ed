{#
  On-run-end hook: keep which data tests and checks passed, and on what. A test that warned or failed is made again by every build.
  Gives no SQL to run.
#}
{% macro keep_passed(results) -%}
    {%- if execute and sales_kpis.reads_exports_dir() -%}
        {%- set kept = sales_kpis.kept() -%}
        {%- set passed = {} -%}
        {%- for id, made_from in kept.passed.items() if id in graph.nodes or '.' not in id -%} {%- do passed.update({id: made_from}) -%} {%- endfor -%}
        {%- for id, made_from in kept.tests.items() if '.' not in id -%} {%- do passed.update({id: made_from}) -%} {%- endfor -%}
        {%- for result in results if result.node.resource_type == 'test' and result.status != 'skipped' -%}
            {%- set id = result.node.unique_id -%}
            {%- do passed.pop(id, none) -%}
            {%- if result.status == 'pass' and not result.failures and id in kept.tests -%} {%- do passed.update({id: kept.tests[id]}) -%} {%- endif -%}
        {%- endfor -%}
        {%- if passed != kept.passed -%}
            {%- set rows = [] -%}
            {%- for id, made_from in passed.items() -%} {%- do rows.append("('" ~ id ~ "', '" ~ made_from ~ "')") -%} {%- endfor -%}
            {%- do adapter.execute('create schema if not exists increments', auto_begin=false) -%}
            {%- do adapter.execute('create or replace table increments.passed_tests as select * from (values ' ~ (rows or ["('', '')"]) | join(', ') ~ ') as passed (test_id, made_from)', auto_begin=false) -%}
        {%- endif -%}
        {%- do graph.pop('kept', none) -%}
    {%- endif -%}
{%- endmacro %}
