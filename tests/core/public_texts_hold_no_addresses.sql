-- No text of a public table has a person's address in it, and none that comes from an export is longer than an id or a
-- value of a list: macros/records/public_column.sql replaces them. What people write themselves is left alone: the
-- registry's texts, a KPI's owner, the names of reps, and where a CRM has a record. Ids, and sentences that have ids in them,
-- may have long numbers.
{%- set tables = [
    'clv_acquisition', 'conversion_drivers', 'customer_experience_signal', 'dim_accounts', 'dim_customers',
    'dim_exports', 'dim_kpi_support', 'dim_periods', 'dim_reps', 'dim_targets', 'dim_teams', 'fct_activities',
    'fct_customer_periods', 'fct_deals', 'fct_leads', 'fct_meetings', 'fct_presentation_sessions',
    'fct_prospects', 'fct_subscriptions', 'kpi_drillthrough', 'kpi_due', 'kpi_focus', 'kpi_identities', 'kpi_overlap', 'kpi_pacing',
    'kpi_restatements', 'kpi_scorecard', 'kpi_scorecard_wide', 'kpi_target_sums', 'left_out_records',
    'mrr_forecast', 'rejected_records', 'rep_rates_shrunk', 'rep_scorecard', 'source_health',
] %}
{%- for kpi_id in kpi_ids() %}
{%- do tables.append('kpi_' ~ kpi_id) %}
{%- endfor %}
{%- set written = ['owner', 'rep_name', 'record_url'] %}
{#- each record is there once for each type of period #}
{%- set parts = {'kpi_drillthrough': "period_type = 'year'"} %}
{%- set with_ids = ['raw_text', 'file_name', 'message_en', 'message_zh'] %}
{%- set of_texts, of_ids = has_address('<text>'), has_address('<text>', is_id=true) %}
{%- set of_exports = public_texts().values() | sum(start=[]) + ['record_id'] %}
{%- for export in system_exports().generic %}
{%- do of_exports.append(export_columns(export)[0][0]) %}
{%- endfor %}
{%- set contracts = {} %}
{%- for node in (graph.nodes.values() if execute else []) if node.name in tables %}
{%- do contracts.update({node.name: node.columns.values()}) %}
{%- endfor %}
{%- for table in tables %}
select
    '{{ table }}' as table_name,
    count(*) as row_count
from {{ ref(table) }}
where
    {%- if table in parts %}
    {{ parts[table] }} and
    {%- endif %}
    (1 = 0
    {%- for column in contracts.get(table, []) if column.data_type == 'string' and column.name not in written %}
    or {{ (of_ids if column.name.endswith('_id') or column.name in with_ids else of_texts).replace('<text>', column.name) }}
    {%- if column.name in of_exports %}
    or char_length({{ column.name }}) > {{ longest_public_text() }}
    {%- endif %}
    {%- endfor %}
    )
having count(*) > 0
{{ 'union all' if not loop.last }}
{%- endfor %}
