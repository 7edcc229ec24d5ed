-- The records of every KPI, one under the other. A record counts by its day, or, where a customer counts by period, in its period.
{%- set by_period = kpi_ids('by_period') %}
{%- for kpi_id in kpi_ids() %}
select
    '{{ kpi_id }}' as kpi_id,
    export,
    record_id,
    lead_id,
    customer_id,
    rep_id,
    team_id,
    {%- if kpi_id in by_period %}
    cast(null as date) as counted_on,
    period_type,
    period_start,
    {%- else %}
    counted_on,
    cast(null as {{ dbt.type_string() }}) as period_type,
    cast(null as date) as period_start,
    {%- endif %}
    cast(numerator as {{ type_double() }}) as numerator,
    cast(denominator as {{ type_double() }}) as denominator,
    units,
    is_counted,
    is_unknown,
    reason,
    cast(record_value as {{ type_double() }}) as record_value,
    record_unit
from {{ ref('records_' ~ kpi_id) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
