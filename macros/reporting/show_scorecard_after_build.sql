{# On-run-end hook: the scorecard, where this run built it and nothing in the run failed. Gives no SQL to run. #}
{% macro show_scorecard_after_build(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set built = namespace(scorecard=false, failed=false) -%}
        {%- for result in results -%}
            {%- if result.status not in ('success', 'pass', 'warn', 'no-op', 'skipped') -%}
                {%- set built.failed = true -%}
            {%- elif result.node.resource_type == 'model' and result.node.name == 'kpi_scorecard' -%}
                {%- set built.scorecard = result.status == 'success' -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if built.scorecard and not built.failed -%} {%- do sales_kpis.print_scorecard() -%} {%- endif -%}
    {%- endif -%}
{%- endmacro %}
