{#
    How a KPI moves within a period, which decides what pace means for it:
    total (adds up), balance (moves from its opening), kept (shrinks from a fixed base), per_base (adds up over a fixed
    base), rate and mean (numerator and denominator both grow), cohort (ripens after the period) and none.
#}
{% macro pacing_kind(kpi_id) -%}
case {{ kpi_id }}
            when 'new_customers' then 'total'
            when 'monthly_recurring_revenue' then 'balance'
            when 'customer_retention_rate' then 'kept'
            when 'customer_acquisition_rate' then 'per_base'
            when 'meeting_acceptance_rate' then 'rate'
            when 'deal_win_loss_ratio' then 'rate'
            when 'share_of_voice' then 'rate'
            when 'presentation_engagement' then 'rate'
            when 'average_response_time' then 'mean'
            when 'system_touches' then 'mean'
            when 'follow_up_time' then 'mean'
            when 'sql_to_customer_conversion_rate' then 'cohort'
            else 'none'
        end
{%- endmacro %}
