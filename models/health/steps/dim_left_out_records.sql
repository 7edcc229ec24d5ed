{%- set records = {
    'leads': ('int_leads', 'lead_id'),
    'deals': ('int_deals', 'deal_id'),
    'accounts': ('int_accounts', 'account_id'),
    'meetings': ('int_meetings', 'meeting_id'),
    'presentation_sessions': ('int_presentation_sessions', 'session_id'),
} -%}
{%- for export, (model, key) in records.items() %}
select
    '{{ export }}' as export,
    {{ key }} as record_id,
    {{ "case when left_out_reason = 'merged' then survivor_id end" if loop.index <= 3 else 'null' }} as survivor_id,
    left_out_reason
from {{ ref(model) }}
where left_out_reason is not null and {{ key }} is not null
{{ 'union all' if not loop.last }}
{%- endfor %}
