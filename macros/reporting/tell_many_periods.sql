{#
  On-run-end hook: more than a thousand periods of one type are told, where this run built the calendar. The bounds of dates
  keep it short; an early `earliest_date`, a late `as_of_date` or exports without a creation let it grow. Gives no SQL to run.
#}
{% macro tell_many_periods(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set most = 1000 -%}
        {%- for result in results if result.node.resource_type == 'model' and result.node.name == 'dim_periods' and result.status == 'success' -%}
            {%- set rows = run_query(
                'select period_type, count(*), min(period_start), max(period_end) from ' ~ sales_kpis.built_relation('dim_periods')
                ~ ' group by period_type having count(*) > ' ~ most ~ ' order by 1'
            ).rows -%}
            {%- set found = [] -%}
            {%- for row in rows -%}
                {%- do found.append(row[1] ~ ' periods of type ' ~ row[0] ~ ' from ' ~ row[2] ~ ' to ' ~ row[3]) -%}
            {%- endfor -%}
            {%- if found -%}
                {% do exceptions.warn(
                    'dim_periods: ' ~ found | join('; ') ~ ' were found, at most ' ~ most ~ ' of a type were expected. Every KPI has a row for each of them. '
                    ~ 'If no record is so old, set earliest_date to the first day of your records; if none is so late, set as_of_date.'
                ) %}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
