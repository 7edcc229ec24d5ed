{#
  Take the first reports of one build out of a history, so that the next build reports those periods anew:

      make strike RUN=id WHY='a lead dated 2028'
      dbt run-operation strike_reports --args '{run: id, why: a lead dated 2028, history: exports}'

  Without a run it lists the builds that reported something. What is struck stays in struck_reports, with the reason.
#}
{% macro strike_reports(run=none, why=none, history=none) %}
  {%- if not execute -%} {{ return('') }} {%- endif -%}
  {%- set history = history or sales_kpis.reporting_history() -%}
  {%- set reports, records, struck = sales_kpis.built_relation('kpi_as_reported'), sales_kpis.built_relation('reported_records'), sales_kpis.built_relation('struck_reports') -%}
  {%- if reports is none or records is none or struck is none -%}
    {% do exceptions.raise_compiler_error('There is no history to strike from: build first.') %}
  {%- endif -%}
  {%- set own = 'history_name = ' ~ text_literal(history) | trim -%}
  {%- set runs = run_query('select reported_by_run, min(reported_at), min(reported_as_of), count(*), min(period_start), max(period_end) from '
    ~ reports ~ ' where ' ~ own ~ ' group by reported_by_run order by 2, 1').rows -%}
  {%- set lines = [] -%}
  {%- for row in runs -%}
    {%- do lines.append(row[0] ~ '  ' ~ row[1] ~ '  as of ' ~ row[2] ~ ': ' ~ row[3] ~ ' reports of periods from ' ~ row[4] ~ ' to ' ~ row[5]) -%}
  {%- endfor -%}
  {%- set list = "History '" ~ history ~ "': " ~ ('\n  ' ~ lines | join('\n  ') if lines else 'no reports.') -%}
  {%- if run is none -%} {%- do print(list) -%} {{ return('') }} {%- endif -%}
  {%- if run not in runs | map(attribute=0) | list -%}
    {% do exceptions.raise_compiler_error("No report of run '" ~ run ~ "' is in the history. Nothing was changed. " ~ list) %}
  {%- endif -%}
  {%- if not (why or '') | trim -%}
    {% do exceptions.raise_compiler_error("Say why the reports of run '" ~ run ~ "' are struck (WHY='…'): the reason stays with them. Nothing was changed.") %}
  {%- endif -%}

  {%- set columns = adapter.get_columns_in_relation(reports) | map(attribute='quoted') | join(', ') -%}
  {%- set of_run = own ~ ' and reported_by_run = ' ~ text_literal(run) | trim -%}
  {%- set statements = [
    'insert into ' ~ struck ~ ' (' ~ columns ~ ', struck_at, struck_because) select ' ~ columns ~ ", cast('"
      ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S') ~ "' as timestamp), " ~ text_literal(why) | trim ~ ' from ' ~ reports ~ ' where ' ~ of_run,
    'delete from ' ~ records ~ ' as records where ' ~ own ~ ' and exists (select 1 from ' ~ reports ~ ' as reported where reported.' ~ of_run
      ~ " and reported.scope_type = 'company' and reported.is_official and reported.kpi_id = records.kpi_id"
      ~ ' and reported.period_type = records.period_type and reported.period_start = records.period_start)',
    'delete from ' ~ reports ~ ' where ' ~ of_run,
  ] -%}
  {%- call statement('strike', auto_begin=true) -%} {{ statements | join(';\n') }} {%- endcall -%}
  {%- do adapter.commit() -%}
  {%- for row in runs if row[0] == run -%}
    {%- do print('Struck ' ~ row[3] ~ ' reports of run ' ~ run ~ " from history '" ~ history ~ "'; they stay in struck_reports. The next build reports their periods anew.") -%}
  {%- endfor -%}
{% endmacro %}
